import { languages } from '../../../messages/index.ts';
import { readTaxNumber } from '../../../registry/index.ts';
import { caseTexts } from '../messages.ts';
import { caseKinds, participantKinds, participantRoles, type TypedParticipant } from '../model.ts';
import { foldText } from '../search.ts';

/** What stands in a file is a code of ours or a word of one of the three languages, however its letters are written. */
function readerOf<Code extends string>(
  codes: readonly Code[],
  wordsIn: (language: (typeof languages)[number]) => Readonly<Record<Code, string>>,
): (text: string) => string {
  const known = new Map<string, string>();
  for (const code of codes) {
    known.set(foldText(code), code);
    for (const language of languages) known.set(foldText(wordsIn(language)[code]), code);
  }
  return (text) => known.get(foldText(text.trim())) ?? text;
}

/** The code of a kind of case; what is no such word stays as it is. */
export const readKind = readerOf(caseKinds, (language) => caseTexts[language].kinds);
const readRole = readerOf(participantRoles, (language) => caseTexts[language].roles);
const readParticipantKind = readerOf(participantKinds, (language) => caseTexts[language].participantKinds);
const readLanguage = readerOf(languages, (language) => caseTexts[language].languages);

/** A participant of a file: who is not said to be an organisation is one by a tax number. */
export function readParticipant(cells: Partial<TypedParticipant>): TypedParticipant {
  const { role = '', kind = '', code = '', name = '', mobile = '', email = '', language = '' } = cells;
  const known =
    kind.trim() === '' ? (readTaxNumber(code) ? 'organisation' : 'person') : readParticipantKind(kind);
  return {
    role: readRole(role),
    kind: known,
    code,
    name,
    mobile,
    email,
    language: language.trim() === '' ? 'az' : readLanguage(language),
  };
}
