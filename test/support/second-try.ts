/**
 * Options of a suite in which many programs take part, such as a browser or killed servers: in CI each test has a second
 * try. `scripts/test` names every test that needed it.
 */
export const secondTry = { retry: process.env['CI'] === 'true' ? 1 : 0 } as const;
