/** A child process that does as its first argument says. */
const [act, word = ''] = process.argv.slice(2)

if (act === 'fail') {
  const error = { code: 'NO_LUCK', message: `found ${word}`, retryable: false, details: {} }
  process.send?.({ type: 'failed', error })
  process.disconnect()
} else if (act === 'quit') {
  process.exitCode = 3
  process.disconnect()
} else {
  process.on('SIGTERM', () => {
    process.stdout.write('good-bye\n')
    process.exit(0)
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ type: 'ready', pid: process.pid, word })
  process.stdout.write(`${word}\n`)
  if (act === 'crash') process.exit(7)
}
