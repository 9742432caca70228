// Follows a sign-in that waits for another device: draws each code as it comes, loads the page again when something else
// is to be shown, and presses the page's own button when the device has answered.
const form = document.querySelector('form[data-events]');
const place = document.querySelector('[data-code]');
const left = document.querySelector('[data-left]');
const button = form?.querySelector('button');
let stream;

if (form) {
  // A hidden page takes no connection; what it missed comes first when it is looked at again.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
}

function open() {
  if (stream) return;
  stream = new EventSource(form.dataset.events);
  // While the stream tells, nobody needs to ask.
  stream.addEventListener('open', () => button.toggleAttribute('hidden', true));
  stream.addEventListener('message', (event) => void show(JSON.parse(event.data)));
  stream.addEventListener('error', () => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    // The server does not tell any more; the page itself will say what to do.
    close();
    button.toggleAttribute('hidden', false);
    setTimeout(again, 3000);
  });
}

function close() {
  stream?.close();
  stream = undefined;
}

function again() {
  location.replace(location.pathname);
}

async function show({ values, isAnswered }) {
  if (isAnswered) {
    close();
    form.requestSubmit();
  } else if (values.phase !== form.dataset.phase) {
    close();
    again();
  } else if (place && values.code) {
    await draw(values.code);
    left.textContent = left.dataset.text.replace('{n}', String(values.secondsLeft));
  }
}

async function draw(text) {
  const { encodeQR } = await import(place.dataset.encoder);
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 1 });
  const quiet = 3;
  const size = rows.length + 2 * quiet;
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : [])));
  place.querySelector('svg').setAttribute('viewBox', `0 0 ${size} ${size}`);
  place.querySelector('path').setAttribute('d', dark.join(''));
}
