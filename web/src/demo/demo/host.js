// What a page of Orvale does that the widget relies on: it keeps the token under `authToken`.

const KEY = 'authToken';
const part = (id) => document.getElementById(id);

function showAccount() {
  const token = localStorage.getItem(KEY);
  part('login').hidden = token !== null;
  part('account').hidden = token === null;
  part('who').textContent = localStorage.getItem('demoName') ?? '';
}

function showProblem(text) {
  part('problem').textContent = text;
  part('problem').hidden = text === '';
}

async function logIn(event) {
  event.preventDefault();
  const form = new FormData(event.target);
  try {
    const answer = await fetch('/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(form)),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail ?? body.title ?? 'The login was refused.');
    localStorage.setItem(KEY, body.token);
    localStorage.setItem('demoName', body.user.displayName);
    showProblem('');
  } catch (problem) {
    showProblem(problem.message);
  }
  showAccount();
}

function logOut() {
  localStorage.removeItem(KEY);
  localStorage.removeItem('demoName');
  showAccount();
}

const onTickets = new URLSearchParams(location.search).get('view') === 'tickets';
part('ticket').hidden = onTickets;
part('tickets').hidden = !onTickets;
document.querySelector(`nav a:nth-child(${onTickets ? 2 : 1})`).setAttribute('aria-current', 'page');
if (onTickets) {
  document.title = 'My tickets · Orvale Management';
  // This page is about no single ticket.
  document.querySelector('orvale-chat-widget').removeAttribute('ticket');
}
part('login').addEventListener('submit', (event) => void logIn(event));
part('logout').addEventListener('click', logOut);
showAccount();
