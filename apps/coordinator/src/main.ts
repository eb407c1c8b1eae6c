/** The coordinator process. */
import { toErrorShape } from '@pumasi/domain'
import { pino } from 'pino'
import { readConfig, usage } from './config.ts'
import { startCoordinator } from './start.ts'

const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'info', base: { role: 'coordinator' } })

try {
  const config = readConfig(process.argv.slice(2), process.env)
  if (config === null) process.stdout.write(usage)
  else await run(config)
} catch (error) {
  const shape = toErrorShape(error)
  if (shape.code === 'INTERNAL') logger.fatal({ error: String((error as Error).stack) }, 'failed')
  process.stderr.write(
    `error ${shape.code}: ${shape.message}\n${shape.hint ? `  ${shape.hint}\n` : ''}`,
  )
  process.send?.({ type: 'failed', error: shape })
  process.exitCode = shape.code === 'USAGE' ? 2 : 1
  process.disconnect?.()
}

async function run(config: NonNullable<ReturnType<typeof readConfig>>): Promise<void> {
  const { url, stop } = await startCoordinator(config, logger)
  logger.info({ url }, 'listening')
  process.send?.({ type: 'ready', url })
  const end = (): void => {
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error: String(error) }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  // Whoever started it is gone.
  process.once('disconnect', end)
}
