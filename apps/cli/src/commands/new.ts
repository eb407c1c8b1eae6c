/** `pumasi new program`: a working program to begin with. */
import { Option } from 'commander'
import type { Command } from 'commander'
import { languageNames } from '../author/languages.ts'
import type { LanguageName } from '../author/languages.ts'
import { makeProgram } from '../author/new-program.ts'
import { print } from '../terminal/failure.ts'

interface NewOptions {
  readonly language: LanguageName
  readonly in: string
  readonly json?: boolean
}

export function addNewCommand(program: Command): void {
  const language = new Option('--language <name>', 'the language to write it in')
  program
    .command('new')
    .description('Begin something new')
    .command('program')
    .description('Make a folder with a working program, its job and its test')
    .argument('<name>', 'its name and its folder: a-z, 0-9 and -')
    .addOption(language.choices(languageNames).makeOptionMandatory())
    .option('--in <folder>', 'where its folder is made', '.')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The program draws points in a square; put your own work in its place. An empty folder of that
name is used, one with anything in it is refused.

Examples:
  pumasi new program flight --language rust
  pumasi new program flight --language assemblyscript --in ~/studies`,
    )
    .action(async (name: string, { language, in: parent, json }: NewOptions) => {
      const made = await makeProgram({ name, language, parent })
      if (json) print(made)
      else {
        process.stdout.write(
          `${made.folder}: ${made.files.join(', ')}\n` +
            `Next:\n  cd ${made.folder}\n  ${made.build}\n  ${made.test}\n`,
        )
      }
    })
}
