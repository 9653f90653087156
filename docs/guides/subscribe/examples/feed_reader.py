"""Reads everything that ever happened, then goes on as it happens, over HTTP: python feed_reader.py GATEWAY_URL API_KEY [CURSOR]

Keep the cursor it prints with whatever you make of the events, in one transaction, and you can stop and go on at any time.
"""

import json
import sys
import time
import urllib.parse
import urllib.request

url, key, cursor = (*sys.argv[1:], None)[:3]
while True:
    query = urllib.parse.urlencode({"type": "membership.city_admitted.v1", **({"after": cursor} if cursor else {})})
    request = urllib.request.Request(f"{url}/v1/events?{query}", headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        page = json.load(answer)
    for event in page["items"]:
        print(json.dumps({"type": event["type"], "id": event["id"], "subject": event["subject"], "data": event["data"]}), flush=True)
    if page["next"] == cursor:
        time.sleep(1)
    cursor = page["next"]
