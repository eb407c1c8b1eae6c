/** The study: an ensemble over the albedo of ice and the diffusivity; its scale is the former. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const scale: Scale = {
  counts: 'albedos of ice, from 0.600 on in steps of 0.001, for three diffusivities',
  min: 2,
  demo: 30,
  max: 200,
}

/** @throws `BAD_PARAMETER` */
export function planJob(albedos: number): JobFile {
  assertScale(scale, albedos)
  return jobOf(600, 599 + albedos, ['0.45', '0.55', '0.649'])
}

export const small: JobFile = jobOf(620, 621, ['0.649'])

function jobOf(from: number, to: number, diffusivities: readonly string[]): JobFile {
  return composeJob({
    program: 'energy-balance',
    options: { cells: 128, 'ice-albedo': '0.{albedo}', diffusivity: '{diffusivity}' },
    matrix: { albedo: { from, to }, diffusivity: diffusivities },
    fuel: 8_000_000_000,
  })
}
