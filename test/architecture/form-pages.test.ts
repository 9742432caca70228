import { describe, expect, it } from 'vitest';
import { routeTables } from '../../scripts/route-tables.ts';

/** Statuses with which a form comes back as a page, for the reader to go on from. */
const comesBack = [200, 409, 422];

const sites = routeTables
  .map(({ site, routes }) => ({
    site,
    pages: new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => path)),
    forms: routes.filter(
      ({ method, audience, responses }) =>
        method === 'POST' && audience === 'page' && comesBack.some((status) => status in responses),
    ),
  }))
  .filter(({ forms }) => forms.length > 0);

describe.each(sites)('a form of $site that comes back with a page', ({ pages, forms }) => {
  // The language links, a reload without the form, and the way back ask for the address with GET.
  it('has an address that a page answers, or names the page of its form', () => {
    const lost = forms.filter(({ path, formPage }) => !pages.has(formPage ?? path));
    expect(lost.map(({ id }) => id)).toEqual([]);
  });
});
