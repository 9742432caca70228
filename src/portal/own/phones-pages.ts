import {
  cards,
  errorSummary,
  facts,
  field,
  form,
  type Html,
  html,
  linkButton,
  notice,
  qrPicture,
  submit,
  tag,
  textsFor,
} from '../../http/index.ts';
import { formatDate, formatDateTime } from '../../messages/index.ts';
import type { OwnPhone, PhoneCode } from '../model.ts';
import type { PortalRequest } from '../pages/frame.ts';
import { ownDocument, type SignedInFrame } from './pages.ts';
import { phoneTexts } from './phones-messages.ts';

export const phoneNews = ['suspend', 'restore', 'lose', 'renamed', 'refused'] as const;
export type PhoneNews = (typeof phoneNews)[number];

export interface PhonesView {
  readonly phones: readonly OwnPhone[];
  /** For the form; as it was typed, when it was wrong. */
  readonly number: string;
  readonly isNumberWrong: boolean;
  readonly news: PhoneNews | undefined;
}

/** My phones: what stands and what can be done about it, and the form for another one. */
export function phonesPage(request: PortalRequest, frame: SignedInFrame, view: PhonesView): Html {
  const t = textsFor(phoneTexts, request);
  const { phones, news, isNumberWrong } = view;
  const mayAdd = frame.person.level === 'high';
  const kind = news === 'refused' ? 'warning' : 'success';
  return ownDocument(request, frame, {
    place: 'phones',
    hasErrors: isNumberWrong,
    main: [
      news && notice(kind, html`<p>${t.news[news]}</p>`),
      isNumberWrong && errorSummary(t.errorHeading, [{ field: 'number', text: t.wrongNumber }]),
      html`<p class="acar-lead">${t.lead}</p>`,
      phones.length === 0
        ? html`<p>${t.none}</p>`
        : cards(phones.map((phone) => phoneCard(request, phone, mayAdd))),
      html`<h2 class="ds-heading" data-size="md">${t.addHeading}</h2>`,
      mayAdd
        ? form(request, '/me/phones/add', [
            html`<p>${t.addLead}</p>`,
            field({
              name: 'number',
              label: t.phoneNumber,
              hint: t.phoneNumberHint,
              value: view.number,
              type: 'tel',
              autocomplete: 'tel',
              maxLength: 25,
              required: true,
              isProse: false,
              error: isNumberWrong ? t.wrongNumber : undefined,
            }),
            submit(t.add),
          ])
        : html`<p>${t.levelHigh}</p><p>${linkButton({ href: frame.signInUrl('/me/phones'), text: t.signIn }, { secondary: true })}</p>`,
    ],
  });
}

const stateColors = {
  active: 'success',
  renewing: 'success',
  suspended: 'warning',
  blocked: 'danger',
  lost: 'neutral',
  copied: 'danger',
} as const;

function phoneCard(request: PortalRequest, phone: OwnPhone, mayRestore: boolean): Html {
  const t = textsFor(phoneTexts, request);
  const { id, name, number, state, addedAt, lastSeenAt, validUntil } = phone;
  const { language } = request;
  const isUsable = state === 'active' || state === 'renewing' || state === 'suspended';
  return html`<h2 class="ds-heading" data-size="xs">${name}</h2>
<p>${tag(t.states[state], stateColors[state])}</p>
${facts([
  { name: t.number, value: number },
  { name: t.added, value: formatDateTime(addedAt, language) },
  { name: t.seen, value: lastSeenAt ? formatDateTime(lastSeenAt, language) : '–' },
  { name: t.valid, value: isUsable && validUntil ? formatDate(validUntil, language) : '–' },
])}
${isUsable && state !== 'suspended' && changeForm(request, phone, 'suspend', t.suspend)}
${state === 'suspended' && mayRestore && changeForm(request, phone, 'restore', t.restore)}
${(isUsable || state === 'blocked') && html`${changeForm(request, phone, 'lose', t.lose)}<p class="acar-quiet">${t.loseMeans}</p>`}
${
  isUsable &&
  html`<div><details class="ds-details"><summary>${t.rename}<span class="ds-sr-only">: ${name}</span></summary><div>${form(
    request,
    '/me/phones/rename',
    [
      html`<input type="hidden" name="phone" value="${id}">`,
      html`<div class="ds-field"><label class="ds-label" for="name-${id}">${t.name}</label><input class="ds-input" id="name-${id}" name="name" value="${name}" maxlength="60" required></div>`,
      submit(t.rename, { secondary: true }),
    ],
  )}</div></details></div>`
}`;
}

function changeForm(
  request: PortalRequest,
  { id, name }: OwnPhone,
  change: 'suspend' | 'restore' | 'lose',
  text: string,
): Html {
  return form(request, '/me/phones/change', [
    html`<input type="hidden" name="phone" value="${id}"><input type="hidden" name="change" value="${change}">`,
    html`<button class="ds-button" data-variant="secondary" type="submit"${change === 'lose' && html` data-color="danger"`}>${text}<span class="ds-sr-only">: ${name}</span></button>`,
  ]);
}

/** The code, as a picture for the phone's camera and as text. */
export function phoneCodePage(request: PortalRequest, frame: SignedInFrame, code: PhoneCode): Html {
  const t = textsFor(phoneTexts, request);
  return ownDocument(request, frame, {
    place: 'phones',
    main: [
      html`<h2 class="ds-heading" data-size="md">${t.codeHeading}</h2>
<p>${t.codeSteps}</p>${qrPicture(code.link, t.qrName)}
<p>${t.codeText} <strong>${new URL(code.link).host}</strong></p><p class="acar-control-code">${code.code}</p>
<p>${t.codeUntil(formatDateTime(code.expiresAt, request.language))}</p>
<p>${linkButton({ href: '/me/phones', text: t.back }, { secondary: true })}</p>`,
    ],
  });
}
