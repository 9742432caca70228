import { createCourts } from '../../src/notices/index.ts';
import { courtActors, type CourtWorld } from './court-world.ts';

/** A member of a court, as pages have them. */
export async function actingAs(
  world: CourtWorld,
  name: Exclude<keyof typeof courtActors, 'citizen'>,
): Promise<Acting> {
  const courts = createCourts({ db: world.test.open() });
  const [place] = await courts.workplacesOf(courtActors[name].personalCode);
  const member = place?.members.find(({ staffId }) => staffId === world.staffIds[name]);
  if (!place || !member) throw new Error(`${name} has no office`);
  return { court: place.court, member };
}

type Courts = ReturnType<typeof createCourts>;
type Workplace = Awaited<ReturnType<Courts['workplacesOf']>>[number];
type Acting = { readonly court: Workplace['court']; readonly member: Workplace['members'][number] };

interface SampleOptions {
  readonly kind?: string;
  readonly subject?: string;
  /** Of the claimant and the defendant; filled up to the length of a FIN. */
  readonly codes?: readonly [string, string];
  readonly name?: string;
}

interface SampleParticipant {
  readonly role: string;
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  readonly language: string;
}

interface SampleCase {
  readonly kind: string;
  readonly subject: string;
  readonly participants: readonly [SampleParticipant, SampleParticipant];
}

/** A case that is right: invented, with a claimant and a defendant. */
export function sampleCase({
  kind = 'civil',
  subject = 'Borcun alınması',
  codes,
  name,
}: SampleOptions = {}): SampleCase {
  const [claimant, defendant] = (codes ?? ['1AAAAA1', '2BBBBB2']).map((code) =>
    code.toUpperCase().replaceAll(/[IO]/g, 'X').padEnd(7, '0'),
  );
  const common = { kind: 'person', mobile: '', email: '', language: 'az' };
  return {
    kind,
    subject,
    participants: [
      {
        ...common,
        role: 'claimant',
        code: claimant ?? '',
        name: name ?? 'Əli İddiaçı',
        mobile: '050 123 45 67',
      },
      {
        ...common,
        role: 'defendant',
        code: defendant ?? '',
        name: name ?? 'Vəli Cavabdeh',
        email: 'cavabdeh@example.az',
      },
    ],
  };
}
