/** A process with a log: `node log-writer.ts FILE|DESCRIPTOR exit|stay`, told how much to write. */
import { stat } from 'node:fs'
import { LogSink } from '../log-sink.ts'

const [to = '', end] = process.argv.slice(2)
const sink = new LogSink(/^\d+$/.test(to) ? Number(to) : to)
let n = 0

interface Order {
  readonly count: number
  readonly size: number
  /** Answers after what could be written at once was; the one thread for files does it in turn. */
  readonly settled: boolean
  /** Answers so much later: what is counted must not depend on how often the sink tried. */
  readonly laterMs: number
}

process.on('message', ({ count, size, settled, laterMs }: Order) => {
  for (let left = count; left > 0; left -= 1) {
    sink.write(`${JSON.stringify({ n, padding: 'x'.repeat(size) })}\n`)
    n += 1
  }
  if (end === 'exit') process.exit(0)
  if (settled) stat('.', () => setTimeout(() => process.send?.('written'), laterMs))
  else process.send?.('handed over')
})
process.on('SIGHUP', () => {
  sink.reopen()
  process.send?.('reopened')
})
