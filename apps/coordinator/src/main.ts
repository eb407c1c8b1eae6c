/** The coordinator process. */
import { toErrorShape } from '@pumasi/domain'
import { runBackupCommand } from './backup/backup-command.ts'
import { describeConfig, describeFlags } from './config/describe-config.ts'
import { readConfig } from './config/read-config.ts'
import { settingNames } from './config/settings.ts'
import type { Config } from './config/settings.ts'
import { startCoordinator } from './start.ts'
import { openLog } from './telemetry/log.ts'

/** Signals this close together are one. */
const SAME_WISH_MS = 300

const usage = `Usage: pumasi coordinator --rpc URL --ledger 0x... --committer-keystore FILE [options]

Runs one coordinator: hosts and requesters speak to it, settled units are committed to the ledger.

  --config FILE                 settings by name, in YAML or JSON
  --print-config                print the settings in force and where each comes from, and end
${describeFlags(settingNames)}
  -h, --help                    this text

Every setting may also be in the environment, --lease-seconds as PUMASI_LEASE_SECONDS; secrets
(DATABASE_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) only there or in the file. The command
line counts before the environment, and that before the file. docs/operations.md says more.

Signals: TERM and INT stop in good order, a second one at once; HUP reads the certificate again and
goes on in a new log file. Exit codes: 0 stopped, 1 failed, 2 wrong usage, 3 requests were cut off.

Examples:
  pumasi coordinator --rpc http://127.0.0.1:8545 --ledger 0x5fbd... --committer-keystore wallet.json
  pumasi coordinator --config coordinator.yaml --print-config
`

try {
  const [first = '', ...rest] = process.argv.slice(2)
  if (first === 'backup' || first === 'restore') {
    const print = (text: string): void => void process.stdout.write(text)
    process.exitCode = await runBackupCommand(first, rest, process.env, print)
  } else await coordinate()
} catch (error) {
  fail(error)
}

async function coordinate(): Promise<void> {
  const read = readConfig(settingNames, process.argv.slice(2), process.env)
  if (read === null) process.stdout.write(usage)
  else if (read.print) process.stdout.write(describeConfig(settingNames, read))
  else await run(read.config)
}

function fail(error: unknown): void {
  const shape = toErrorShape(error)
  const stack = shape.code === 'INTERNAL' ? `\n${(error as Error).stack}` : ''
  process.stderr.write(
    `error ${shape.code}: ${shape.message}\n${shape.hint ? `  ${shape.hint}\n` : ''}${stack}`,
  )
  // The channel speaks JSON, which has no bigint, and details may hold some.
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  const told: unknown = JSON.parse(JSON.stringify(shape, plain))
  process.send?.({ type: 'failed', error: told })
  process.exitCode = shape.code === 'USAGE' ? 2 : 1
  process.disconnect?.()
}

async function run(config: Config): Promise<void> {
  const log = openLog({ level: config['log-level'], file: config['log-file'] })
  const { logger } = log
  const exit = (code: number): never => {
    log.flush()
    process.exit(code)
  }
  process.once('uncaughtException', (error) => {
    logger.fatal({ error: String(error.stack) }, 'failed')
    exit(1)
  })
  const { url, metricsPort, stop, reload } = await startCoordinator(config, log)
  logger.info({ url, metricsPort }, 'listening')
  if (config['tls-cert'] === undefined && isOpen(config.host)) {
    logger.warn('listening to other machines without TLS: put a proxy that has it in front')
  }
  process.send?.({ type: 'ready', url })
  let stoppingSince: number | null = null
  const end = (why: string) => (): void => {
    if (stoppingSince !== null) {
      // Ctrl-C reaches a whole group of processes, and parents pass it on: that is one wish.
      if (why !== 'disconnect' && performance.now() - stoppingSince > SAME_WISH_MS) exit(1)
      return
    }
    stoppingSince = performance.now()
    logger.info({ why }, 'stopping')
    stop().then(
      (whole) => {
        logger.info({ whole }, 'stopped')
        exit(whole ? 0 : 3)
      },
      (error: unknown) => {
        logger.error({ error: String(error) }, 'stopping failed')
        exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end(signal))
  // Whoever started it is gone.
  process.once('disconnect', end('disconnect'))
  process.on('SIGHUP', () => {
    log.reopen()
    try {
      reload()
      logger.info('certificate and log file read again')
    } catch (error) {
      logger.error({ error: toErrorShape(error).message }, 'the old certificate stays in force')
    }
  })
}

/** True when others than this machine reach an address. */
function isOpen(host: string): boolean {
  return !/^(127\.|localhost$|::1$)/.test(host)
}
