// Sends the page's form as its button would, once.
const form = document.querySelector('form[data-press]');
const button = form?.querySelector('button[type="submit"]');
form?.addEventListener('submit', () => setTimeout(() => button.setAttribute('disabled', ''), 0));
if (button) form.requestSubmit(button);
