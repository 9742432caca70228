// Buttons that add, remove or fill a part of a form: their answer takes the place of that part alone, without a new page.
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-part]');
  const place = button?.closest('[data-parts]');
  if (!place) return;
  event.preventDefault();
  void change(button, place);
});

async function change(button, place) {
  const { form } = button;
  const fields = new URLSearchParams(new FormData(form, button));
  // What would be typed now would be lost.
  place.inert = true;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: fields });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const changed = page.querySelector('[data-parts]');
    // A sign-in or an error is a page of its own.
    if (!answer.ok || answer.redirected || !changed) return form.requestSubmit(button);
    place.replaceWith(changed);
    changed.querySelector('[autofocus]')?.focus();
  } catch {
    form.requestSubmit(button);
  } finally {
    place.inert = false;
  }
}
