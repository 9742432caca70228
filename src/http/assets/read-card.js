// Improves the card page: asks for a new request before the old one ends, says whether the card agent answers, and
// offers the Web eID extension where the browser has it.
const libraryVersion = '2.0.0';
const reports = { ERR_WEBEID_USER_CANCELLED: 'card.cancelled', ERR_WEBEID_USER_TIMEOUT: 'card.timeout' };

const box = document.querySelector('[data-read-card]');
if (box) start(box);

function start(box) {
  setTimeout(() => location.assign(location.href), Number(box.dataset.fresh) * 1000);
  void probe(box);
  void offerExtension(box);
}

function tell(box, text) {
  box.querySelector('[data-told]').textContent = text;
}

// The sign-in does not need it, so nobody is asked for a permission because of it.
async function probe(box) {
  if (!(await mayAskLoopback())) return;
  try {
    const answer = await fetch(`${box.dataset.agent}/status`, {
      credentials: 'omit',
      signal: AbortSignal.timeout(3000),
    });
    const status = await answer.json();
    const isThere = status.agent === 'acar-card-agent';
    tell(box, isThere ? box.dataset.found : box.dataset.missing);
    if (isThere && box.dataset.calls !== undefined && isFirstShown()) callAgent(box.dataset.agent);
  } catch {
    tell(box, box.dataset.missing);
  }
}

// Whoever comes back to the page, or loads it again, presses the button.
function isFirstShown() {
  return performance.getEntriesByType('navigation')[0]?.type === 'navigate';
}

function callAgent(agent) {
  const form = document.querySelector(`form[action^="${agent}/"]`);
  form?.requestSubmit(form.querySelector('button[type="submit"]'));
}

async function mayAskLoopback() {
  // A page from this computer asks within its own address space.
  if (/^127\.|(^|\.)localhost$/.test(location.hostname)) return true;
  for (const name of ['loopback-network', 'local-network-access']) {
    try {
      return (await navigator.permissions.query({ name })).state === 'granted';
    } catch {
      // A browser that does not know the permission does not ask for it.
    }
  }
  return true;
}

// The extension answers by messages of this window: `-ack` at once, then `-success` or `-failure`.
function ask(action, more, seconds) {
  return new Promise((resolve) => {
    const done = (message) => {
      removeEventListener('message', listen);
      clearTimeout(timer);
      resolve(message);
    };
    let timer = setTimeout(done, 1000);
    const listen = ({ source, origin, data }) => {
      if (source !== window || origin !== location.origin) return;
      if (data?.action === `${action}-ack`) {
        clearTimeout(timer);
        timer = setTimeout(done, seconds * 1000);
      }
      if (data?.action === `${action}-success` || data?.action === `${action}-failure`) done(data);
    };
    addEventListener('message', listen);
    postMessage({ action, libraryVersion, ...more }, location.origin);
  });
}

async function offerExtension(box) {
  const button = box.querySelector('[data-extension]');
  if (!button) return;
  const found = await ask('web-eid:status', {}, 5);
  if (found?.action !== 'web-eid:status-success') return;
  button.hidden = false;
  button.addEventListener('click', () => void readCard(box, button));
}

async function readCard(box, button) {
  button.disabled = true;
  tell(box, box.dataset.works);
  const options = { lang: button.lang };
  const answer = await ask('web-eid:authenticate', { challengeNonce: box.dataset.nonce, options }, 125);
  const { form } = button;
  if (answer?.action === 'web-eid:authenticate-success') {
    const { unverifiedCertificate, algorithm, signature, format, appVersion } = answer;
    const token = { unverifiedCertificate, algorithm, signature, format, appVersion };
    form.elements.token.value = JSON.stringify(token);
  } else {
    form.elements.error.value = reports[answer?.error?.code] ?? (answer ? 'card.failed' : 'card.timeout');
  }
  form.submit();
}
