/** The floor plan as ESLint configuration: one rule for imports, and the bans of the pure rooms. */
import { relative, sep } from 'node:path'
import type { Linter, Rule } from 'eslint'
import { workspace } from '../workspace/files.ts'
import { judgeImport } from './judge.ts'
import { rooms } from './plan.ts'
import { purityRules } from './purity.ts'

/** Any node that names a module: import, export from, import(), and TypeScript's two forms. */
interface Naming {
  readonly source?: Literal | null
  readonly argument?: Literal & { readonly literal?: Literal }
  readonly expression?: Literal
}
interface Literal extends Rule.NodeParentExtension {
  readonly value?: unknown
}

const imports: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], docs: { description: 'Imports obey the floor plan.' } },
  create(context) {
    const file = relative(workspace, context.filename).split(sep).join('/')
    const check = (node: Rule.Node): void => {
      const { source, argument, expression } = node as unknown as Naming
      const specifier = (source ?? argument?.literal ?? argument ?? expression)?.value
      if (typeof specifier !== 'string') return
      const message = judgeImport(file, specifier)
      if (message !== null) context.report({ node, message })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
      TSExternalModuleReference: check,
    }
  },
}

/** Flat configuration objects, to be placed last so that nothing loosens them again. */
export const floorPlanConfig: Linter.Config[] = [
  {
    name: 'floor-plan/imports',
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { 'floor-plan': { rules: { imports } } },
    rules: { 'floor-plan/imports': 'error' },
  },
  {
    name: 'floor-plan/pure-rooms',
    files: rooms.filter((room) => room.pure).map((room) => `${room.folder}/src/**/*.ts`),
    rules: purityRules,
  },
]
