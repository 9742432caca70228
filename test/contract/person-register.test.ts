import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDemoPersons } from '../../src/demo/persons.ts';
import { knownPerson } from '../../src/demo/registers/known.ts';
import { inventOrganisations, inventPersons } from '../../src/registry/generator.ts';
import {
  type AskRegister,
  RegistryError,
  type RunningRegister,
  remoteOrganisationRegister,
  remotePersonRegister,
  startRegister,
} from '../../src/registry/index.ts';
import { simulateOrganisationRegister, simulatePersonRegister } from '../../src/registry/service.ts';
import { freePort } from '../support/free-port.ts';

const count = 1_000;
const known = readDemoPersons().map(knownPerson);
let population: RunningRegister;
let organisations: RunningRegister;
const failures: unknown[] = [];

const askAt =
  (register: () => RunningRegister): AskRegister =>
  async (path, person) => {
    const headers: Record<string, string> = person === undefined ? {} : { 'acar-person': person };
    const answer = await fetch(register().origin + path, { headers });
    return { status: answer.status, text: await answer.text() };
  };

beforeAll(async () => {
  const common = { host: '127.0.0.1', count, onError: (error: unknown) => void failures.push(error) };
  population = await startRegister({
    ...common,
    port: await freePort(),
    register: { kind: 'population', known },
  });
  organisations = await startRegister({
    ...common,
    port: await freePort(),
    register: { kind: 'organisations', known: [] },
  });
});
afterAll(async () => {
  await Promise.all([population.stop(), organisations.stop()]);
  expect(failures).toEqual([]);
});

describe.each([
  ['in the process', simulatePersonRegister(count, known)],
  ['at an address', remotePersonRegister(askAt(() => population))],
] as const)('a population register %s', (_, register) => {
  it('tells what an extract names, and no more', async () => {
    const [person] = known;
    const code = person?.personalCode ?? '';
    const residence = await register.extract(code, 'residence');
    expect(residence).toMatchObject({ givenName: person?.givenName, birthDate: person?.birthDate });
    expect(residence?.registeredAddress.postalCode).toMatch(/^AZ\d{4}$/);
    expect(Object.keys(residence ?? {})).not.toContain('identityDocument');
    expect(await register.extract(code, 'contacts')).toMatchObject({ mobileNumbers: person?.mobileNumbers });
    const identity = await register.extract(code, 'identity');
    expect(identity?.identityDocument.number).toMatch(/^AA\d{7}$/);
  });

  it('knows persons that are invented, and nobody else', async () => {
    const invented = inventPersons(count).row(7);
    expect(await register.extract(invented.personalCode, 'residence')).toMatchObject({
      familyName: invented.familyName,
    });
    expect(await register.extract('0NUM001', 'residence')).toBeUndefined();
    expect(await register.extract('no code', 'residence')).toBeUndefined();
  });
});

describe.each([
  ['in the process', simulateOrganisationRegister(count, [])],
  ['at an address', remoteOrganisationRegister(askAt(() => organisations))],
] as const)('a register of organisations %s', (_, register) => {
  it('finds an organisation by its tax number', async () => {
    const row = inventOrganisations(count).row(3);
    const { personalCode: _, ...head } = row.head;
    expect(await register.find(row.taxNumber)).toEqual({ ...row, head });
    expect(await register.find('1400000004')).toBeUndefined();
    expect(await register.find('../about')).toBeUndefined();
  });

  it('says of a person whether they represent an organisation, and of nobody else', async () => {
    const rows = Array.from({ length: count }, (_, number) => inventOrganisations(count).row(number));
    const [row, other] = rows.filter(({ state }) => state === 'active');
    const { taxNumber, name, head } = row ?? never();
    expect(await register.representation(taxNumber, head.personalCode)).toEqual({
      taxNumber,
      name,
      personalCode: head.personalCode,
      position: head.position,
    });
    expect(await register.representation(taxNumber, other?.head.personalCode ?? '')).toBeUndefined();
    expect(await register.representation('1400000004', head.personalCode)).toBeUndefined();
    expect(await register.representation('../about', head.personalCode)).toBeUndefined();
    expect(await register.representation(taxNumber, 'no code')).toBeUndefined();
    for (const gone of rows.filter(({ state }) => state === 'liquidated'))
      expect(await register.representation(gone.taxNumber, gone.head.personalCode)).toBeUndefined();
  });
});

function never(): never {
  throw new Error('no organisation is active');
}

describe('the addresses of a register', () => {
  const open = (path: string, headers: Record<string, string> = {}) =>
    fetch(population.origin + path, { headers });

  it('refuse a request that is about nobody, about several, or about no personal code', async () => {
    for (const code of [undefined, '1DEM001, 2DEM002', '1DEM00O', "1' or"]) {
      const answer = await open('/residence', code === undefined ? {} : { 'acar-person': code });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'http.bad_request' });
    }
  });

  it('answer with a stable code where there is nobody', async () => {
    const answer = await open('/residence', { 'acar-person': '0NUM001' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'registry.no_such_person' });
  });

  it('say in every answer, and to whoever opens them, that nothing is real', async () => {
    const answer = await open('/contacts', { 'acar-person': '1DEM001' });
    expect(await answer.json()).toMatchObject({ isSimulated: true });
    expect(await (await open('/', { accept: 'text/html' })).text()).toContain('həqiqi reyestr deyil');
  });

  it("do not take another person's extract for the one that was asked for", async () => {
    const mixedUp = remotePersonRegister((path) => askAt(() => population)(path, '2DEM002'));
    await expect(mixedUp.extract('1DEM001', 'residence')).rejects.toThrow(RegistryError);
    const broken = remotePersonRegister(async () => ({ status: 200, text: '{"isSimulated":true}' }));
    await expect(broken.extract('1DEM001', 'residence')).rejects.toThrow('registry.unusable_answer');
  });
});
