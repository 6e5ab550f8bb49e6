// Every step works without this file. It spares a page load per right, takes the code from the
// letter's QR code out of the address, and clears a shared screen.

const CODE = "code";
const MINUTE = 60_000;

function takeCodeFromAddress() {
  const match = location.hash.match(/^#(?:code=)?([0-9A-Za-z]{4}(?:[- ]?[0-9A-Za-z]{4}){3})$/);
  if (!match) return;
  sessionStorage.setItem(CODE, match[1]);
  history.replaceState(null, "", location.pathname + location.search);
}

function fillCode() {
  const field = document.querySelector("input#code");
  const code = sessionStorage.getItem(CODE);
  if (field && code && !field.value && document.querySelector("[name=attempt]")) field.value = code;
}

// A right without a page load: the same form and the same answer, put in place of what stands
// there. Whatever is unusual is left to the browser.
// One after the other: each answer brings the cookie that the next right builds upon.
let queue = Promise.resolve();
const leaving = new AbortController();

function giveRight(event) {
  const { target: form, submitter: button } = event;
  if (!button || form.method !== "post") return;
  event.preventDefault();
  queue = queue.then(() => send(form, button));
}

async function send(form, button) {
  const body = new URLSearchParams([[button.name, button.value]]);
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: leaving.signal });
    if (new URL(answer.url).pathname !== new URL(form.action).pathname) {
      location.assign(answer.url);
      return;
    }
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), button);
  } catch {
    if (!leaving.signal.aborted) resend(form, button);
  }
}

function resend(form, button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button.name, value: button.value });
  (form.isConnected ? form : document.getElementById("plans")).append(field);
  field.form.submit();
}

function show(page, button) {
  const typed = document.getElementById("code")?.value;
  document.getElementById("main").replaceWith(page.getElementById("main"));
  const field = document.getElementById("code");
  if (field && typed) field.value = typed;
  showBar(page.querySelector(".bar"));
  listen();
  const problem = document.getElementById("problem");
  if (problem) problem.focus();
  else focusAgain(button);
}

// The paragraph stays the same element, so that a screen reader says what changed in it.
function showBar(fresh) {
  const bar = document.querySelector(".bar");
  if (!bar || !fresh) return bar?.remove();
  bar.querySelector("p").innerHTML = fresh.querySelector("p").innerHTML;
  bar.querySelector(".next").replaceWith(fresh.querySelector(".next"));
}

function focusAgain(button) {
  const same = [...document.querySelectorAll(`button[name=${button.name}]`)];
  const wanted = same.find((one) => one.value === button.value && !one.disabled);
  const plan = document.getElementById(`plan-${button.value}`) ?? document.getElementById("plans");
  (wanted ?? plan?.querySelector("button:not(:disabled)"))?.focus();
}

function listen() {
  document.getElementById("plans")?.addEventListener("submit", giveRight);
}

function offerPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

// After casting, going back shows the start: neither the receipt nor the form that made it.
function closeReceipt() {
  const receipt = document.querySelector("[data-receipt]");
  if (!receipt) return;
  sessionStorage.removeItem(CODE);
  history.replaceState(null, "", receipt.dataset.receipt);
}

function clearWhenLeft() {
  const { idle, clear, warning, stay } = document.body.dataset;
  if (!idle) return;
  const limit = Number(idle) * 1000;
  let seen = Date.now();
  const dialog = document.createElement("dialog");
  dialog.innerHTML = '<p class="lead"></p><p><button class="btn btn--main btn--big"></button></p>';
  dialog.querySelector("p").textContent = warning;
  dialog.querySelector("button").textContent = stay;
  document.body.append(dialog);
  const stir = () => {
    seen = Date.now();
  };
  // By a whole click, which Enter is too: were it closed at the first half, the other half would
  // press the button below it.
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", stir);
  for (const kind of ["pointerdown", "keydown", "wheel"]) addEventListener(kind, stir, true);
  const clock = setInterval(() => {
    const idleFor = Date.now() - seen;
    if (idleFor > limit) {
      clearInterval(clock);
      return leave(clear);
    }
    if (idleFor > limit - MINUTE && !dialog.open) dialog.showModal();
  }, 1000);
}

// A right still under way would bring its cookie back after the clearing.
function leave(url) {
  leaving.abort();
  sessionStorage.clear();
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url });
  document.body.append(form);
  form.submit();
}

takeCodeFromAddress();
fillCode();
listen();
offerPrinting();
closeReceipt();
clearWhenLeft();
document.getElementById("problem")?.focus();
