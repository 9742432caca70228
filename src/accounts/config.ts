import { setting, wholeNumber } from '../config/index.ts';

/** Cost of password hashing (argon2id). Raising it takes effect for each person at the next sign-in. */
export const passwordHashingSettings = {
  memoryKiB: setting(
    'ACAR_PASSWORD_MEMORY_KIB',
    wholeNumber(8, 4_194_304),
    'Memory of one password hash, in KiB (argon2id m)',
    { fallback: '65536', refusedInProduction: (value) => value < 19_456 },
  ),
  passes: setting('ACAR_PASSWORD_PASSES', wholeNumber(1, 64), 'Passes over that memory (argon2id t)', {
    fallback: '3',
  }),
  lanes: setting('ACAR_PASSWORD_LANES', wholeNumber(1, 16), 'Lanes of one password hash (argon2id p)', {
    fallback: '1',
  }),
};
