import { z } from 'zod';
import { RUN_STEP_PAYLOAD_VERSION } from '../src/store/step-queue.js';

/** A step of a run, as the queue names it, and the bytes of a worker's memory that it takes. */
export interface RunStepPayload {
  readonly runId: string;
  readonly position: number;
  readonly memory: { readonly features: number; readonly step: number };
}

/** The queue holds what this program cannot read: a newer one put it there, or another program. */
export class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload';

  constructor(
    message: string,
    readonly code: 'NEWER_PAYLOAD' | 'BAD_PAYLOAD',
    /** The run it is about, where that much can be read. */
    readonly runId: string | null,
  ) {
    super(message);
  }
}

const runStep = z.strictObject({
  version: z.literal(RUN_STEP_PAYLOAD_VERSION),
  runId: z.uuid(),
  position: z.number().int().min(0),
  memory: z.strictObject({ features: z.number().min(0), step: z.number().min(0) }),
});

const anyVersion = z.looseObject({ version: z.number() });
const ofRun = z.looseObject({ runId: z.uuid() });

/** @throws UnreadablePayload */
export function parseRunStep(payload: unknown): RunStepPayload {
  const parsed = runStep.safeParse(payload);
  if (parsed.success) return parsed.data;
  const { data } = anyVersion.safeParse(payload);
  const runId = ofRun.safeParse(payload).data?.runId ?? null;
  if (data && data.version > RUN_STEP_PAYLOAD_VERSION) {
    const message = `A job in the queue is of version ${String(data.version)}, this worker knows ${String(RUN_STEP_PAYLOAD_VERSION)}: it was queued by a newer Interlens.`;
    throw new UnreadablePayload(
      `${message} Upgrade all workers, then retry the run.`,
      'NEWER_PAYLOAD',
      runId,
    );
  }
  const reason = z.prettifyError(parsed.error).replaceAll('\n', ' ');
  throw new UnreadablePayload(
    `A job in the queue cannot be read (${reason}) and was taken out.`,
    'BAD_PAYLOAD',
    runId,
  );
}
