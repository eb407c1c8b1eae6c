/** Progress: a bar on a terminal, plain lines elsewhere. */
import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  readonly update: (done: number, total: number, note?: string) => void
  /** Writes a line of text without tearing the display. */
  readonly say: (text: string) => void
  readonly end: () => void
}

/** Lines are written when this much more of the whole is done. */
const LINE_SHARE = 0.1

/** Starts a progress display on stderr, so that stdout stays for results. */
export function startProgress(title: string): Progress {
  return process.stderr.isTTY ? startBar(title, false) : startLines(title)
}

/** One that leaves no trace: a bar that goes away when it ends, and nothing where there is none. */
export function startPassingProgress(title: string): Progress {
  if (process.stderr.isTTY) return startBar(title, true)
  return { update: () => {}, say: () => {}, end: () => {} }
}

function startBar(title: string, passing: boolean): Progress {
  const bar = new SingleBar(
    {
      format: `${title} {bar} {value}/{total} {note}`,
      hideCursor: true,
      clearOnComplete: passing,
      stream: process.stderr,
    },
    Presets.shades_classic,
  )
  let started = false
  return {
    update: (done, total, note = '') => {
      if (!started) bar.start(total, done, { note })
      started = true
      bar.setTotal(total)
      bar.update(done, { note })
    },
    say: (text) => {
      // Clears the bar's line; the next update draws it again below.
      process.stderr.write(`\r\u001b[K${text}\n`)
    },
    end: () => bar.stop(),
  }
}

function startLines(title: string): Progress {
  let shown = -1
  return {
    update: (done, total, note = '') => {
      const step = total === 0 ? 0 : Math.floor(done / total / LINE_SHARE)
      if (step === shown) return
      shown = step
      process.stderr.write(`${title}: ${done}/${total} ${note}`.trimEnd() + '\n')
    },
    say: (text) => {
      process.stderr.write(`${text}\n`)
    },
    end: () => {},
  }
}
