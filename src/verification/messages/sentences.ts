import type { StepCode } from '../../../certs/signatures/judgement/index.ts';
import type { Catalogue, Language } from '../../messages/index.ts';
import { asicProblems } from './problems-asic.ts';
import { cadesProblems } from './problems-cades.ts';
import { jadesProblems } from './problems-jades.ts';
import { padesProblems } from './problems-pades.ts';
import { xadesProblems } from './problems-xades.ts';
import { certificateSteps } from './steps-certificate.ts';
import { signatureSteps } from './steps-signature.ts';
import { timeStampSteps } from './steps-time-stamp.ts';

type Sentences = Readonly<Record<StepCode, string>>;

/** What each code of a step or of a problem means, for a person. */
export const sentences: Catalogue<Sentences> = {
  az: sentencesIn('az'),
  en: sentencesIn('en'),
  ru: sentencesIn('ru'),
};

function sentencesIn(language: Language): Sentences {
  return {
    ...signatureSteps[language],
    ...certificateSteps[language],
    ...timeStampSteps[language],
    ...cadesProblems[language],
    ...padesProblems[language],
    ...xadesProblems[language],
    ...jadesProblems[language],
    ...asicProblems[language],
  };
}
