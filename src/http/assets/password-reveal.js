// Shows the buttons that reveal a password; without script they stay hidden.
for (const button of document.querySelectorAll('button[data-reveals]')) {
  const input = document.getElementById(button.dataset.reveals);
  button.hidden = false;
  button.addEventListener('click', () => {
    const show = input.type === 'password';
    input.type = show ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(show));
    button.textContent = show ? button.dataset.hide : button.dataset.show;
  });
  // A password shown must not end in the browser's list of typed texts.
  input.form?.addEventListener('submit', () => {
    input.type = 'password';
  });
}
