// Sends a form with files and shows how far it is; the answer takes the place of the page. A file may be dropped anywhere.
const place = document.querySelector('[data-sends]');
const form = place?.querySelector('form');
const progress = form?.querySelector('.acar-progress');
const input = form?.querySelector('input[type=file]');

if (form) {
  for (const hint of form.querySelectorAll('[data-drop]')) hint.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    sendFiles();
  });
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.focus();
  });
}

function sendFiles() {
  const request = new XMLHttpRequest();
  const bar = progress.querySelector('progress');
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.value = total > 0 ? (100 * loaded) / total : 0;
  });
  request.upload.addEventListener('load', () => {
    bar.removeAttribute('value');
    tellProgress(place.dataset.judging);
  });
  request.addEventListener('load', () => showAnswer(request.responseText));
  request.addEventListener('error', () => {
    bar.hidden = true;
    tellProgress(place.dataset.stopped);
  });
  request.open('POST', form.action);
  request.send(new FormData(form));
  bar.hidden = false;
  bar.value = 0;
  tellProgress(place.dataset.sending);
}

function tellProgress(text) {
  progress.hidden = false;
  progress.querySelector('span').textContent = text;
}

function showAnswer(text) {
  const answer = new DOMParser().parseFromString(text, 'text/html');
  document.title = answer.title;
  document.querySelector('main').replaceWith(answer.querySelector('main'));
  document.querySelector('main').focus();
  scrollTo(0, 0);
}
