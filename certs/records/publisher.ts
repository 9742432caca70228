import { readSignedCheckpoint } from './checkpoint.ts';
import { type NoteSignature, writeNote } from './note.ts';
import type { LogHead, PublishedCheckpoint, RecordStore } from './record-store.ts';
import type { SequencerStep } from './sequencer.ts';
import type { WitnessClient, WitnessOutcome } from './witness-client.ts';

export interface PublisherDeps {
  readonly store: RecordStore;
  readonly witnesses: readonly WitnessClient[];
  /** An RFC 3161 token over the text; undefined or a rejection where none is to be had. */
  readonly timeStamp: (text: Uint8Array) => Promise<Uint8Array | undefined>;
  /** Told of what a witness or the time-stamp authority did not give. */
  readonly onTrouble: (trouble: PublishingTrouble) => void;
  readonly onStep?: (step: SequencerStep) => void;
}

export type PublishingTrouble =
  | { readonly kind: 'witness'; readonly name: string; readonly outcome: WitnessOutcome }
  | { readonly kind: 'time-stamp'; readonly error: unknown };

/** Shows heads to everybody, with what others attest of them. */
export interface Publisher {
  /** Witnesses and the stamp are asked at the same time; a head goes out without what does not come. */
  publish(head: LogHead): Promise<PublishedCheckpoint>;
}

export function createPublisher(deps: PublisherDeps): Publisher {
  const { store, witnesses, onTrouble } = deps;

  const cosign = async (witness: WitnessClient, head: LogHead): Promise<NoteSignature[]> => {
    const outcome = await witness.cosign(head.note, store.readTiles);
    if (outcome.kind === 'cosigned') return [outcome.signature];
    onTrouble({ kind: 'witness', name: witness.name, outcome });
    return [];
  };
  const stamp = async (text: string): Promise<Uint8Array | undefined> => {
    try {
      return await deps.timeStamp(Buffer.from(text));
    } catch (error) {
      onTrouble({ kind: 'time-stamp', error });
      return undefined;
    }
  };

  return {
    async publish(head) {
      const signed = readSignedCheckpoint(head.note);
      if (signed.kind === 'malformed') throw new RangeError(signed.message);
      const { text, signatures } = signed.value.note;
      const [timeStamp, ...cosignatures] = await Promise.all([
        stamp(text),
        ...witnesses.map((witness) => cosign(witness, head)),
      ]);
      const note = writeNote({ text, signatures: [...signatures, ...cosignatures.flat()] });
      const checkpoint = { size: head.size, note, timeStamp };
      await store.publish(checkpoint);
      deps.onStep?.('publish');
      return checkpoint;
    },
  };
}
