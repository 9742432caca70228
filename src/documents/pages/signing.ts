import {
  cards,
  exitButton,
  form,
  type Html,
  html,
  linkButton,
  notice,
  submit,
  textsFor,
} from '../../http/index.ts';
import { documentTexts } from '../messages.ts';
import type { DocumentPerson, HeldFile } from '../model.ts';
import type { SigningRequest, SigningSite } from '../signing-site.ts';
import type { Signing } from '../signing/index.ts';
import { digestGroups } from './document.ts';

type AnyFrame = { readonly person: DocumentPerson };

/** A signing as a person sees it at a site; `path` is that of its page. */
interface Shown<Frame> {
  readonly frame: Frame;
  readonly signing: Signing;
  readonly path: string;
}

/** Where the agent listens, and what it is asked. */
export interface AgentAsking {
  readonly agent: string;
  /** The signed request. */
  readonly request: string;
}

/** After so long the page's script asks for a new request, before the old one ends. */
const freshSeconds = 240;

/** Signing with the card: first the certificate, then the value; each is a form to the agent. */
export function cardPage<Frame extends AnyFrame>(
  request: SigningRequest,
  site: SigningSite<Frame>,
  view: Shown<Frame> & { readonly asking: AgentAsking },
): Html {
  const t = textsFor(documentTexts, request).card;
  const { frame, signing, path, asking } = view;
  const isFirst = signing.stage === 'certificate';
  return site.draw(request, frame, {
    title: isFirst ? t.certificateTitle : t.valueTitle,
    scripts: ['read-card.js'],
    main: [
      html`<p class="acar-lead">${isFirst ? t.certificateLead : t.valueLead}</p>`,
      documentsOf(request, signing),
      agentForm(
        request,
        asking,
        isFirst ? 'certificate' : 'sign',
        submit(isFirst ? t.certificateButton : t.valueButton),
      ),
      html`<div data-read-card${site.callsAgent && html` data-calls`} data-agent="${asking.agent}" data-fresh="${freshSeconds}" data-found="${t.agentFound}" data-missing="${t.agentMissing}"><p class="acar-quiet" role="status" data-told></p></div>`,
      html`<p class="acar-quiet">${t.help}</p>`,
      isFirst && agentForm(request, asking, 'diagnose', exitButton(t.diagnose)),
      cancelForm(request, path),
    ],
  });
}

function documentsOf(request: SigningRequest, { items }: Signing): Html {
  const t = textsFor(documentTexts, request).card;
  return html`<h2 class="ds-heading" data-size="xs">${t.documents}</h2>${cards(
    items.map(
      ({ name, digest, files }) =>
        html`<p><strong>${name}</strong></p>${digestLine(digest)}${files.length > 0 && html`<p>${t.files(files.length)}</p><ol class="ds-list">${files.map(fileEntry)}</ol>`}`,
    ),
  )}`;
}

function fileEntry({ name, digest }: HeldFile): Html {
  return html`<li>${name}${digestLine(Buffer.from(digest, 'hex'))}</li>`;
}

function digestLine(digest: Buffer): Html {
  return html`<p class="acar-quiet">SHA-256: <code class="acar-digest">${digestGroups(digest)}</code></p>`;
}

/** A form to the agent on the person's computer; it carries nothing that the agent does not need. */
function agentForm(
  request: SigningRequest,
  asking: AgentAsking,
  step: 'certificate' | 'sign' | 'diagnose',
  button: Html,
): Html {
  return html`<form method="post" action="${asking.agent}/${step}" class="acar-form">
<input type="hidden" name="request" value="${asking.request}">
<input type="hidden" name="state" value="${request.csrf}">
${button}
</form>`;
}

function cancelForm(request: SigningRequest, path: string): Html {
  const t = textsFor(documentTexts, request);
  return form(request, `${path}/cancel`, submit(t.cancel, { secondary: true }));
}

/** What the agent sent back. */
export interface AgentAnswer {
  readonly state: string;
  readonly certificate?: string | undefined;
  readonly algorithms?: string | undefined;
  readonly protocol?: string | undefined;
  readonly signatures?: string | undefined;
  readonly error?: string | undefined;
}

/**
 * What the agent's form opens. It comes from another site and without cookies: nothing is known of the person here, and
 * nothing happens until the form of this page is sent.
 */
export function agentReturnPage(
  request: SigningRequest,
  site: Pick<SigningSite<never>, 'drawUnknown'>,
  view: { readonly answer: AgentAnswer; readonly action: string },
): Html {
  const t = textsFor(documentTexts, request).card;
  const { state, ...fields } = view.answer;
  return site.drawUnknown(request, {
    title: fields.error === undefined ? t.returnedTitle : t.returnedFailed,
    scripts: ['press-button.js'],
    main: [
      html`<p class="acar-lead">${t.returnedText}</p>`,
      html`<form method="post" action="${view.action}" class="acar-form" data-press>
<input type="hidden" name="csrf" value="${state}">
${Object.entries(fields).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
${submit(t.proceed)}</form>`,
    ],
  });
}

/** Signing with the phone: the code that both screens show, until the phone has answered. */
export function phonePage<Frame extends AnyFrame>(
  request: SigningRequest,
  site: SigningSite<Frame>,
  view: Shown<Frame> & { readonly controlCode: string },
): Html {
  const t = textsFor(documentTexts, request).phone;
  const { frame, signing, path, controlCode } = view;
  return site.draw(request, frame, {
    title: t.title,
    scripts: ['waiting.js'],
    refreshWithoutScriptSeconds: 5,
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<h2 class="ds-heading" data-size="xs">${t.code}</h2><p class="acar-control-code">${controlCode}</p><p>${t.codeHint}</p>`,
      documentsOf(request, signing),
      html`<form method="post" action="${path}/phone" class="acar-form" data-events="${path}/events" data-phase="waiting">
<input type="hidden" name="csrf" value="${request.csrf}">
<p class="acar-quiet" role="status">${t.waits}</p>${submit(t.confirmed, { secondary: true })}</form>`,
      cancelForm(request, path),
    ],
  });
}

/** How a signing ended, or that it is being finished. */
export function overPage<Frame extends AnyFrame>(
  request: SigningRequest & { readonly params: Readonly<Record<string, string>> },
  site: SigningSite<Frame>,
  { frame, signing }: Omit<Shown<Frame>, 'path'>,
): Html {
  const { language } = request;
  const t = site.endTexts(language);
  const { outcome } = signing;
  const isSigned = outcome === 'signed';
  const [first, ...others] = site.afterwards(request, signing);
  return site.draw(request, frame, {
    title: isSigned || outcome === undefined ? t.title : t.failed,
    ...(outcome === undefined && { refreshWithoutScriptSeconds: 3 }),
    main: [
      outcome === undefined && html`<p role="status">${t.finishing}</p>`,
      isSigned && notice('success', html`<p>${t.signed}</p>`),
      outcome !== undefined &&
        !isSigned &&
        notice('danger', html`<p>${site.errorText(outcome, language)}</p><p>${t.unchanged}</p>`),
      html`<div class="acar-actions">${first && linkButton(first)}${others.map((link) => linkButton(link, { secondary: true }))}</div>`,
    ],
  });
}
