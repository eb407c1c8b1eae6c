/** Processor time of the processes of a run, as Linux tells it; noise of the machine stays out. */
import { readFile, readdir } from 'node:fs/promises'

/** Ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_US = 10_000

export interface CpuTime {
  readonly coordinatorUs: number
  readonly generatorUs: number
  /** All servers of that name on this machine. */
  readonly postgresUs: number
}

interface ProcessTime {
  readonly pid: number
  readonly name: string
  readonly us: number
}

async function readTimes(): Promise<ProcessTime[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const times = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(line) ?? []
      const fields = rest.split(' ')
      return { pid: Number(pid), name, us: TICK_US * (Number(fields[11]) + Number(fields[12])) }
    }),
  )
  return times.filter(({ us }) => Number.isFinite(us))
}

/** Processor time used so far; zero where there is no /proc. */
export async function readCpu(coordinatorPid: number, generatorPid: number): Promise<CpuTime> {
  const times = await readTimes().catch(() => [])
  const sum = (chosen: (one: ProcessTime) => boolean): number =>
    times.filter(chosen).reduce((total, { us }) => total + us, 0)
  return {
    coordinatorUs: sum(({ pid }) => pid === coordinatorPid),
    generatorUs: sum(({ pid }) => pid === generatorPid),
    postgresUs: sum(({ name }) => name === 'postgres'),
  }
}

export const cpuBetween = (before: CpuTime, after: CpuTime): CpuTime => ({
  coordinatorUs: after.coordinatorUs - before.coordinatorUs,
  generatorUs: after.generatorUs - before.generatorUs,
  postgresUs: after.postgresUs - before.postgresUs,
})
