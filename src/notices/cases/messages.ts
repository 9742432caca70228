import { catalogue } from '../../messages/index.ts';
import { caseViewTexts as views } from './messages/case.ts';
import { caseFormTexts as forms } from './messages/form.ts';
import { participantTexts as participants } from './messages/participants.ts';
import { caseWords as words } from './messages/words.ts';

/** Everything that pages of cases say. */
export const caseTexts = catalogue(
  { ...words.az, ...forms.az, ...views.az, ...participants.az },
  { ...words.en, ...forms.en, ...views.en, ...participants.en },
  { ...words.ru, ...forms.ru, ...views.ru, ...participants.ru },
);
