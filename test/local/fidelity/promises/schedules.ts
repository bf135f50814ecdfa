import type { Promised } from './types.ts';

const stack = 'test/local/stack.test.ts';
const expressions = 'test/local/events/schedule-expression.test.ts';
const queues = 'test/infra/queues.test.ts';

export const schedulePromises: readonly Promised[] = [
  {
    service: 'Scheduler',
    source: 'Amazon EventBridge Scheduler user guide, schedule-types.html',
    file: expressions,
    shown: {
      'a wall time that is skipped does not fire': 'leaves out a wall time that daylight saving skips',
      'a wall time that happens twice fires once': 'fires once at a wall time that happens twice',
    },
  },
  {
    service: 'Scheduler',
    source: 'Amazon EventBridge Scheduler API reference, API_RetryPolicy.html',
    file: queues,
    shown: {
      'a start that is too late is dropped into the dead letters':
        'drops a start that is too late to be of use where somebody will see it',
    },
  },
  {
    service: 'Scheduler',
    source: 'Amazon EventBridge user guide, eb-troubleshooting.md',
    file: stack,
    shown: {
      'a schedule that was not looked after fires late, once':
        'fires a schedule that was missed several times once',
    },
  },
  {
    service: 'Scheduler',
    source: 'Amazon EventBridge user guide, eb-troubleshooting.md',
    file: 'test/local/fidelity/schedules.test.ts',
    shown: {
      'a schedule may fire twice for one instant': 'can be made to fire twice for one instant',
      'one whose firing was not noted fires again':
        'whose process died between its firing and the note of it fires again for the same instant',
      'a late one names its own instant':
        'that is late names the instant for which it fires, not the one at which it does',
      'instants may be skipped': 'that was skipped several times fires once, and goes on by its plan',
    },
  },
  {
    service: 'Scheduler',
    source: 'Amazon EventBridge Scheduler user guide, configuring-schedule-dlq.html',
    file: 'test/local/fidelity/schedules.test.ts',
    shown: {
      'what the target does not take is a dead letter':
        'puts what its target does not take into the dead letters, and fires again next time',
    },
  },
  {
    service: 'EventBridge',
    source: 'Amazon EventBridge user guide, eb-event-patterns.md',
    file: stack,
    shown: {
      'an event goes to the targets of the rules it matches':
        'delivers events of a bus to the targets of the rules they match',
    },
  },
  {
    service: 'EventBridge',
    source: 'Amazon EventBridge user guide, eb-transform-target-input.md',
    file: 'test/local/standins/standins.test.ts',
    shown: {
      'a template is filled from the event': 'gets %s | a template, with values inside and outside of texts',
    },
  },
  {
    service: 'EventBridge',
    source: 'Amazon EventBridge user guide, eb-rule-dlq.md',
    file: queues,
    shown: {
      'what a target does not take goes to dead letters':
        'put the fact itself on the queue, and what cannot be put there aside',
    },
  },
  {
    service: 'EventBridge',
    source: 'Amazon EventBridge API reference, API_PutEvents.html',
    file: 'test/local/engines/fault-modes.test.ts',
    shown: {
      'of several events some may be refused': 'has the bus refuse some of several events, in their places',
    },
  },
];
