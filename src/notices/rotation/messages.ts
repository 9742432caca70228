import { catalogue } from '../../messages/index.ts';
import { absentTexts as absent } from './messages/absent.ts';
import { assignedTexts as assigned } from './messages/assigned.ts';
import { chairTexts as chair } from './messages/chair.ts';
import { openTexts as open } from './messages/open.ts';
import { rotationWords as words } from './messages/words.ts';

/** Everything that pages about lots say. */
export const rotationTexts = catalogue(
  { ...words.az, ...chair.az, ...assigned.az, ...open.az, ...absent.az },
  { ...words.en, ...chair.en, ...assigned.en, ...open.en, ...absent.en },
  { ...words.ru, ...chair.ru, ...assigned.ru, ...open.ru, ...absent.ru },
);
