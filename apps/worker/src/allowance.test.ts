import { expect, test } from 'vitest'
import { workWhileAllowed } from './allowance.ts'
import { hoursSchema } from './preferences/hours.ts'

/** A day whose time passes while somebody sleeps, and work that only ends when it is told to. */
function begin(hour: number, hours: string, batteryAt: (hour: number) => boolean = () => false) {
  const startMs = new Date(2026, 10, 23, hour).getTime()
  let atMs = startMs
  const hoursIn = (): number => hour + (atMs - startMs) / 3_600_000
  const told: string[] = []
  const stretches: [from: number, to: number, left: number][] = []
  const [stop, drain] = [new AbortController(), new AbortController()]
  const running = workWhileAllowed(
    {
      hours: hours === '' ? [] : hoursSchema.parse(hours),
      isOnBattery: async () => batteryAt(hoursIn()),
      now: () => new Date(atMs),
      sleep: async (ms, signal) => {
        // A tenth of a second late, as timers are.
        if (!signal.aborted) atMs += ms + 100
        if (hoursIn() > 72) stop.abort()
      },
      logger: { info: (fields: unknown) => void told.push((fields as { reason: string }).reason) },
    },
    async (over, leftMs) => {
      const [from, left] = [hoursIn(), leftMs() / 3_600_000]
      await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }))
      stretches.push([from, hoursIn(), left].map((each) => Math.round(each * 10) / 10) as never)
    },
    { stop: stop.signal, quit: AbortSignal.any([stop.signal, drain.signal]) },
  )
  return { running, stretches, told }
}

test('works in its hours, night after night, and knows how long they last', async () => {
  const { running, stretches, told } = begin(20, '22-8')
  await running
  expect(stretches.slice(0, 2)).toEqual([
    [22, 32, 10],
    [46, 56, 10],
  ])
  expect(told[0]).toBe('outside of the hours allowed')
})

test('pauses while the machine runs on its battery', async () => {
  const { running, stretches, told } = begin(10, '', (hour) => hour >= 11 && hour < 12)
  await running
  expect(stretches.map(([from, to]) => [from, to])).toEqual([
    [10, 11],
    [12, expect.any(Number)],
  ])
  expect(told).toEqual(['the machine runs on its battery'])
})

test.each([[true], [false]])(
  'work that ends by itself is not begun again (fails: %s)',
  async (fails) => {
    let times = 0
    const signal = new AbortController().signal
    const running = workWhileAllowed(
      {
        ...{
          hours: [],
          isOnBattery: null,
          now: () => new Date(),
          logger: { info: () => undefined },
        },
        sleep: (_ms, until) =>
          new Promise((resolve) =>
            until.addEventListener('abort', () => resolve(), { once: true }),
          ),
      },
      async () => {
        times += 1
        if (fails) throw new Error('found it')
      },
      { stop: signal, quit: signal },
    )
    await (fails ? expect(running).rejects.toThrow('found it') : running)
    expect(times).toBe(1)
  },
)
