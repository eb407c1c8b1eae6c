/** Scenarios by name, each a document like one from a file. */
import type { ScenarioInput } from './scenario.ts'

type ClassInput = ScenarioInput['classes'][number]

/** Established machines that run nothing but checks: what is measured is somebody else. */
export const checkers: ClassInput = {
  name: 'checkers',
  count: 12,
  behaviour: { kind: 'honest' },
  takes: 'checks',
  history: 100_000,
  // Fast: a check that waits would be this scenario's doing, not the policy's.
  speed: 20,
  speedDecades: 0.5,
  lifeDays: null,
}

/** Volunteers as published: 91 days, 5 % failures, three orders of magnitude of speed. */
const volunteers = (name: string, count: number, behaviour: ClassInput['behaviour']) => ({
  name,
  count,
  behaviour,
  replaced: true,
  arrivalDays: 20,
})

export const builtInScenarios: Readonly<Record<string, ScenarioInput>> = {
  neighbourhood: {
    version: 1,
    name: 'neighbourhood',
    description: 'Sixty machines of neighbours and three that err or lie: seconds to run.',
    days: 30,
    unitSeconds: 1_800,
    classes: [
      volunteers('honest', 60, { kind: 'honest' }),
      volunteers('faulty 1 %', 1, { kind: 'faulty', wrongPpm: 10_000 }),
      volunteers('cheats after 50', 1, {
        kind: 'burst',
        honestUnits: 50,
        wrongUnits: null,
        then: 'again',
      }),
      volunteers('cheats 3 %', 1, { kind: 'steady', wrongPpm: 30_000 }),
    ],
  },
  nation: {
    version: 1,
    name: 'nation',
    description:
      'Volunteers of a whole country, scaled down: churn, faults and every kind of liar.',
    days: 60,
    unitSeconds: 7_200,
    classes: [
      volunteers('honest', 200, { kind: 'honest' }),
      volunteers('faulty 0.1 %', 20, { kind: 'faulty', wrongPpm: 1_000 }),
      volunteers('faulty 1 %', 6, { kind: 'faulty', wrongPpm: 10_000 }),
      volunteers('faulty 5 %', 2, { kind: 'faulty', wrongPpm: 50_000 }),
      volunteers('cheats after 20', 2, {
        kind: 'burst',
        honestUnits: 20,
        wrongUnits: null,
        then: 'again',
      }),
      volunteers('cheats after 200', 2, {
        kind: 'burst',
        honestUnits: 200,
        wrongUnits: null,
        then: 'again',
      }),
      volunteers('burst of 40', 2, {
        kind: 'burst',
        honestUnits: 100,
        wrongUnits: 40,
        then: 'vanish',
      }),
      volunteers('cheats 1 %', 2, { kind: 'steady', wrongPpm: 10_000 }),
      volunteers('cheats 10 %', 2, { kind: 'steady', wrongPpm: 100_000 }),
      volunteers('ring', 4, { kind: 'colluding', honestUnits: 50, wrongPpm: 200_000 }),
      {
        ...volunteers('sybil', 4, { kind: 'sybil', honestUnits: 30 }),
        hostsPerAddress: 4,
      },
      volunteers('silent', 4, { kind: 'silent' }),
      { ...volunteers('slow', 10, { kind: 'honest' }), speed: 0.05, speedDecades: 1 },
      { ...volunteers('short-lived', 20, { kind: 'honest' }), lifeDays: 5 },
    ],
  },
}
