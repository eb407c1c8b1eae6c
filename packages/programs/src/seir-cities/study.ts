/** The study: two contagions, with and without each intervention; its scale is repeats of all. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const scale: Scale = {
  counts: 'repeats of 8 units of 100 epidemics',
  min: 2,
  demo: 8,
  max: 100_000,
}

/** Seeds 1 to `repeats` of each scenario. @throws `BAD_PARAMETER` */
export function planJob(repeats: number): JobFile {
  assertScale(scale, repeats)
  return jobOf(12, 20_000, 100, repeats)
}

/** Cities large enough that few of them die out for being small. */
export const small: JobFile = jobOf(3, 5_000, 50, 2)

function jobOf(cities: number, people: number, epidemics: number, repeats: number): JobFile {
  return composeJob({
    program: 'seir-cities',
    options: {
      ...{ cities, people, r0: '{r0}', travel: '0.05' },
      ...{ 'contact-cut': '{contacts}', 'travel-cut': '{travel}', trigger: 200 },
      ...{ epidemics, seed: '{seed}' },
    },
    matrix: {
      r0: ['1.5', '2.5'],
      contacts: ['0', '0.3'],
      travel: ['0', '0.9'],
      seed: { from: 1, to: repeats },
    },
    fuel: 8_000_000_000,
  })
}
