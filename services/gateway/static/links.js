"use strict";
// What the pages behind links in mails do. Words come from the page, refusals from the interface in the reader's language.
const page = document.querySelector("main");
const part = (id) => document.getElementById(id);
const token = decodeURIComponent(location.hash.slice(1));
if (token) history.replaceState(null, "", location.pathname); // the secret stays out of the browser's history

function show(id, text) {
  const element = part(id);
  if (text !== undefined) element.textContent = text;
  element.hidden = false;
}

function trouble(text) {
  show("trouble", text);
}

async function ask(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": document.documentElement.lang },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error(part("trouble").dataset.away);
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const fields = (told.errors || []).map((error) => error.message || error.detail);
  throw new Error([told.detail || part("trouble").dataset.away, ...fields].join(" "));
}

function finish(form) {
  for (const other of document.forms) other.hidden = true;
  part("trouble").hidden = true;
  show("done", form.dataset.done);
}

const filled = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));

const steps = {
  create_account: (values) => ask("/v1/invitations/acceptances", { token, language: document.documentElement.lang, ...values }),
  sign_in: async (values) => {
    await ask("/v1/sessions", { email: invited, ...values });
    return ask("/v1/invitations/acceptances", { token });
  },
  accept: () => ask("/v1/invitations/acceptances", { token }),
  decline: () => ask("/v1/invitations/declines", { token }),
  reset: (values) => ask("/v1/password-resets/completions", { token, ...values }),
  confirm: () => ask("/v1/me/email-confirmations", { token }),
};
let invited = "";

for (const form of document.forms) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await steps[form.id](filled(form));
      finish(form);
    } catch (error) {
      trouble(error.message);
    } finally {
      button.disabled = false;
    }
  });
}

async function invitation() {
  const seen = await ask("/v1/invitations/previews", { token });
  const names = seen.scope_names || {};
  invited = seen.email;
  part("role").textContent = part("roles").querySelector(`option[value="${seen.role}"]`).textContent;
  part("where").textContent = names[document.documentElement.lang] || names.en || Object.values(names)[0] || "";
  show("asked");
  if (seen.next === "sign_in_as_another") show("another");
  else show(seen.next);
  if (seen.next === "create_account" && seen.name) part("create_account-name").value = seen.name;
  show("decline");
}

if (!token) trouble(part("trouble").dataset.noToken);
else if (page.dataset.kind === "invitation") invitation().catch((error) => trouble(error.message));
else for (const form of document.forms) form.hidden = false;
