// Improves the time-limit notice: counts down, warns before the end, and extends without losing what was typed.
const box = document.querySelector('[data-seconds-left]');
if (box) start(box);

function start(box) {
  const clock = box.querySelector('[data-clock]');
  const spoken = box.querySelector('[data-spoken]');
  const form = box.querySelector('form');
  const warnings = [120, 30];
  let endsAt = performance.now() + Number(box.dataset.secondsLeft) * 1000;
  let told = Infinity;
  let timer;

  const show = () => {
    const left = Math.max(0, Math.round((endsAt - performance.now()) / 1000));
    const text = left >= 120 ? fill('minutes', Math.floor(left / 60)) : fill('seconds', left);
    if (clock.textContent !== text) clock.textContent = text;
    box.toggleAttribute('data-urgent', left <= 120);
    const due = warnings.find((at) => left <= at && told > at && left > 0);
    if (due) {
      told = due;
      spoken.textContent = text;
    }
    clearTimeout(timer);
    // At the end the server says what to do next; `assign`, because a reload could send a form again.
    if (left === 0) location.assign(location.href);
    else timer = setTimeout(show, left > 130 ? 5000 : 1000);
  };
  const fill = (key, value) => box.dataset[key].replace('{n}', String(value));

  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const seconds = Number(page.querySelector('[data-seconds-left]')?.dataset.secondsLeft);
      if (!answer.ok || !(seconds > 0)) throw new Error('not extended');
      endsAt = performance.now() + seconds * 1000;
      told = Infinity;
      spoken.textContent = box.dataset.extended;
      show();
    } catch {
      form.submit();
    }
  });
  show();
}
