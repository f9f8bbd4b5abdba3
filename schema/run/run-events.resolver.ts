import { Arg, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import type { RunEventRecord } from '../../src/store/run-events.js';
import type { GraphContext } from '../context.js';
import { RunEvent } from './run-event.type.js';

@Resolver()
export class RunEventsResolver {
  @Subscription(() => RunEvent, {
    description:
      'A run’s events after a sequence number, each once and in order, those there are and those to come; completes with the run. To go on after a lost connection, pass the last sequence received.',
    // The table is replayed and followed here; type-graphql's own publishing is not used.
    subscribe: ({ args, context }) => {
      const { runId, afterSequence } = args as { runId: string; afterSequence: number };
      const { workspace, closing } = context as GraphContext;
      return followRunEvents(workspace, runId, afterSequence, closing);
    },
  })
  runEvents(
    @Root() event: RunEventRecord,
    @Arg('runId', () => ID, { description: 'The run’s id.' }) _runId: string,
    @Arg('afterSequence', () => Int, { defaultValue: 0, description: '0 for all events.' })
    _afterSequence: number,
  ): RunEvent {
    return event as unknown as RunEvent; // its epochs are JSON of the same form
  }
}
