/** A check in words. */
import { MIB, formatCount } from '@pumasi/domain'
import type { Fitness } from '@pumasi/rules'
import type { Checked, CheckedUnit } from './check-program.ts'

const verdicts: Readonly<Record<Fitness['verdict'], string>> = {
  belongs: 'It belongs on a grid.',
  mend: 'It would belong on a grid in longer units.',
  'does not belong': 'It does not belong on a grid.',
}

/** The whole report, lines ended. */
export function describeCheck({ program, unitCount, quorum, units, sizing, fitness }: Checked) {
  const { fuelTotal, coreHours, advice } = sizing
  const lines = [
    `program   ${formatCount(program.bytes, 'B')}  ${program.digest}`,
    ...units.flatMap(describeUnit),
    `job       ${unitCount} units, ${quorum} votes each: about ${formatCount(fuelTotal)} fuel, ` +
      `${coreHours.toPrecision(2)} hours of one core such as this one`,
    ...advice.map((sentence) => `          ${sentence}`),
    ...(fitness === null ? [] : describeFitness(fitness)),
  ]
  return `${lines.join('\n')}\n`
}

function describeUnit(unit: CheckedUnit): string[] {
  const { unitIndex, exitClass, exitCode, fuel, elapsedMs, memoryBytes } = unit
  const { inputBytes, outputBytes, referenceDiffers, differs } = unit
  const ended = exitClass === 'exited' ? `exited ${exitCode}` : exitClass
  return [
    `unit ${String(unitIndex).padEnd(5)}${ended}  ${formatCount(fuel)} fuel  ${elapsedMs} ms  ` +
      `${(memoryBytes / MIB).toPrecision(2)} MiB of memory  ${formatCount(inputBytes, 'B')} in  ` +
      `${formatCount(outputBytes, 'B')} out`,
    ...(referenceDiffers === null ? [] : [`          ${referenceDiffers}: please report this`]),
    ...(differs === null ? [] : [`          not as expected: ${differs}`]),
  ]
}

function describeFitness({ verdict, reasons, speedUps, secondsPerMegabyte }: Fitness): string[] {
  const rows = speedUps.map(
    ({ hosts, factor, efficiency, limit }) =>
      `  ${hosts.toLocaleString('en').padStart(12)}  ${(factor < 100 ? factor.toPrecision(2) : formatCount(factor)).padStart(9)}  ` +
      `${(efficiency * 100).toFixed(efficiency < 0.1 ? 1 : 0).padStart(7)} %  ${limit}`,
  )
  return [
    '         hosts   speed-up  computing  held back by',
    ...rows,
    `verdict   ${verdicts[verdict]} It computes ${secondsPerMegabyte.toPrecision(2)} s for each MB moved.`,
    ...reasons.map((sentence) => `          ${sentence}`),
  ]
}
