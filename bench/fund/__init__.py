"""The Technical Support Fund at the gateway, over HTTP, beside one plain collection for each page."""

from bench.fund.measure import run as run
