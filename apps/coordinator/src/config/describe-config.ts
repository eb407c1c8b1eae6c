/** Settings in words: for --help, for --print-config, and the table of docs/operations.md. */
import { stringify } from 'yaml'
import type { ReadConfig } from './read-config.ts'
import { aboutSetting, envOf, settingNames } from './settings.ts'
import type { SettingName } from './settings.ts'

/** One line for each setting that may be given on the command line. */
export function describeFlags(names: readonly SettingName[]): string {
  const shown = names.filter((name) => aboutSetting(name).secret !== true)
  const heads = shown.map((name) => `--${name} ${aboutSetting(name).form}`)
  const width = Math.max(...heads.map((head) => head.length))
  return shown
    .map((name, index) => {
      const { text, otherwise } = aboutSetting(name)
      const usual = otherwise === undefined ? '' : ` (default ${otherwise})`
      return `  ${(heads[index] ?? '').padEnd(width)}  ${text}${usual}`
    })
    .join('\n')
}

/** The configuration in force as a file that could be given, with where each value came from. */
export function describeConfig<Names extends SettingName>(
  names: readonly Names[],
  { given }: ReadConfig<Names>,
): string {
  const lines = names.flatMap((name) => {
    const { otherwise, secret } = aboutSetting(name)
    const found = given.get(name)
    if (found !== undefined) {
      const shown = secret === true ? '(set, not shown)' : withoutUserInfo(found.value)
      return [`${line(name, shown)}  # ${found.origin}`]
    }
    return [
      otherwise === undefined ? `# ${name}:  # not set` : `${line(name, otherwise)}  # default`,
    ]
  })
  return `${lines.join('\n')}\n`
}

const line = (name: string, value: string): string =>
  stringify({ [name]: /^\d+$/.test(value) ? Number(value) : value }, { lineWidth: 0 }).trimEnd()

const withoutUserInfo = (value: string): string => value.replace(/\/\/[^/@]*@/, '//(not shown)@')

/** The table of all settings in Markdown. */
export function settingsTable(): string {
  const rows = settingNames.map((name) => {
    const { form, text, otherwise, env, secret } = aboutSetting(name)
    const flag = secret === true ? 'none, it is a secret' : `\`--${name} ${form}\``
    const variable = [envOf(name), ...(env === undefined ? [] : [env])].map((each) => `\`${each}\``)
    const usual = otherwise === undefined ? '' : `\`${otherwise}\``
    return `| \`${name}\` | ${flag} | ${variable.join(', ')} | ${usual} | ${text} |`
  })
  const head = ['| setting | flag | environment | default | what it is |']
  return [...head, '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}
