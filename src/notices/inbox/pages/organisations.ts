import {
  cards,
  errorSummary,
  field,
  form,
  type Html,
  type HtmlValue,
  html,
  linkButton,
  notice,
  standaloneLink,
  submit,
  tag,
  textsFor,
} from '../../../http/index.ts';
import { formatDateTime, formatNumber } from '../../../messages/index.ts';
import { ownDocument, type PortalRequest, type SignedInFrame } from '../../../portal/index.ts';
import { organisationsPath } from '../../mandates/index.ts';
import type { Representation } from '../../representations/index.ts';
import { inboxTexts } from '../messages.ts';
import { listPath, organisationPath } from './words.ts';

export type ClaimTrouble = 'malformed' | 'not' | 'too_many' | 'unanswered' | 'unknown';

export interface OrganisationsView {
  readonly representations: readonly (Representation & {
    /** Undefined where it was not counted. */
    readonly unread: number | undefined;
  })[];
  /** False = there is no gateway to ask the register by. */
  readonly hasRegister: boolean;
  /** False = a more secure sign-in is needed. */
  readonly mayRead: boolean;
  /** The notice that the reader came for. */
  readonly noticeId: string | undefined;
  /** What became of the last question. */
  readonly refused?:
    | {
        readonly trouble: ClaimTrouble;
        readonly typed: string;
        /** What the register said before holds still. */
        readonly believed: Representation | undefined;
      }
    | undefined;
}

/** The organisations whose notices the reader reads, and how they come to read another's. */
export function organisationsPage(
  request: PortalRequest,
  frame: SignedInFrame,
  view: OrganisationsView,
): Html {
  const all = textsFor(inboxTexts, request);
  const t = all.organisations;
  const { representations, refused, mayRead, hasRegister } = view;
  return ownDocument(request, frame, {
    place: 'notices',
    title: t.title,
    hasErrors: refused !== undefined,
    main: [
      refused && refusal(request, refused),
      html`<p>${standaloneLink({ href: listPath, text: all.back })}</p>`,
      html`<p class="acar-lead">${t.lead}</p>`,
      !mayRead && stepUp(request, frame, view.noticeId),
      html`<section><h2 class="ds-heading" data-size="md">${t.yours}</h2>${
        representations.length === 0
          ? html`<p>${t.noneYet}</p>`
          : cards(representations.map((one) => organisationCard(request, one, view)))
      }</section>`,
      hasRegister ? mayRead && claimForm(request, view) : notice('info', html`<p>${t.noRegister}</p>`),
    ],
  });
}

type Refusal = NonNullable<OrganisationsView['refused']>;

function refusal(request: PortalRequest, { trouble, believed }: Refusal): Html {
  const t = textsFor(inboxTexts, request).organisations;
  if (believed) {
    const at = (when: Date) => formatDateTime(when, request.language);
    const text = t.stillBelieved(at(believed.confirmedAt), at(believed.believedUntil));
    return notice('warning', html`<p>${text}</p>`);
  }
  return trouble === 'malformed' || trouble === 'not'
    ? errorSummary(t.errorHeading, [{ field: 'voen', text: t.troubles[trouble] }])
    : notice('warning', html`<p>${t.troubles[trouble]}</p>`);
}

function organisationCard(
  request: PortalRequest,
  one: OrganisationsView['representations'][number],
  { mayRead, hasRegister, noticeId }: OrganisationsView,
): Html {
  const t = textsFor(inboxTexts, request).organisations;
  const { representationId, organisation, taxNumber, side, isBelieved, unread } = one;
  const [confirmed, until] = [one.confirmedAt, one.believedUntil].map((at) =>
    formatDateTime(at, request.language),
  ) as [string, string];
  const again =
    mayRead &&
    hasRegister &&
    form(request, `${organisationsPath}/confirm`, [
      html`<input type="hidden" name="representation" value="${representationId}">`,
      noticeId !== undefined && html`<input type="hidden" name="notice" value="${noticeId}">`,
      html`<button class="ds-button" data-variant="secondary" type="submit">${t.again}<span class="ds-sr-only">: ${organisation}</span></button>`,
    ]);
  return html`<h3 class="ds-heading" data-size="xs">${organisation}</h3><p class="acar-tags">${tag(t.sides[side], 'info')}${
    unread !== undefined && unread > 0 && tag(t.unread(formatNumber(unread)), 'accent')
  }</p><p class="acar-quiet">${t.voen(taxNumber)}</p>
<p>${isBelieved ? `${t.believed(confirmed, until)}.` : t.stale(confirmed)}</p>${
    isBelieved &&
    mayRead &&
    html`<p>${linkButton({ href: organisationPath(representationId), text: t.read })}</p>`
  }${again}`;
}

function stepUp(request: PortalRequest, frame: SignedInFrame, noticeId: string | undefined): Html {
  const t = textsFor(inboxTexts, request).organisations;
  const path = noticeId === undefined ? organisationsPath : `${organisationsPath}?notice=${noticeId}`;
  const link = { href: `${frame.signInUrl(path)}&level=substantial`, text: t.stepUp };
  return html`<p>${t.tooLow}</p><p>${linkButton(link, { secondary: true })}</p>`;
}

function claimForm(request: PortalRequest, { refused, noticeId }: OrganisationsView): HtmlValue {
  const t = textsFor(inboxTexts, request).organisations;
  const isWrong = refused?.trouble === 'malformed' || refused?.trouble === 'not';
  return html`<section><h2 class="ds-heading" data-size="md">${t.form.heading}</h2><p>${t.form.means}</p>${form(
    request,
    `${organisationsPath}/claim`,
    [
      noticeId !== undefined && html`<input type="hidden" name="notice" value="${noticeId}">`,
      field({
        name: 'voen',
        label: t.form.voen,
        hint: t.form.hint,
        maxLength: 20,
        required: true,
        isProse: false,
        autocomplete: 'off',
        value: refused?.typed ?? '',
        error: isWrong ? t.troubles[refused.trouble] : undefined,
      }),
      submit(t.form.submit),
    ],
  )}</section>`;
}
