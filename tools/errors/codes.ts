/**
 * Finds the errors of the house in the sources.
 *
 * Each `new GridError(code, message, {hint})` counts. Where the code is a parameter of the function
 * around it, as in a function that makes errors of one kind, the calls of that function in the same
 * file are read instead; where its type is a union of literals, these are the codes. Found through
 * the type checker, so an alias or a constant does not hide a code.
 */
import ts from 'typescript'
import { roomOf } from '../floor-plan/plan.ts'
import { workspace } from '../workspace/files.ts'

export interface ErrorUse {
  readonly code: string
  readonly room: string
  /** The message with `...` for each value, when it is written where the code is. */
  readonly message: string | null
  readonly hint: string | null
}

/** Reads `paths` (relative to `root`) as one program. */
export function errorUses(paths: readonly string[], root = workspace): readonly ErrorUse[] {
  const program = ts.createProgram(
    paths.map((path) => root + path),
    {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.NodeNext,
      jsx: ts.JsxEmit.ReactJSX,
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      types: [],
    },
  )
  const checker = program.getTypeChecker()
  return paths.flatMap((path) => {
    const source = program.getSourceFile(root + path)
    return source ? usesIn(source, checker, roomOf(path)?.name ?? '') : []
  })
}

function usesIn(source: ts.SourceFile, checker: ts.TypeChecker, room: string): ErrorUse[] {
  const uses: ErrorUse[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'GridError') {
      const [code, message, options] = node.arguments ?? []
      const texts = { message: textOf(message), hint: hintOf(options) }
      for (const name of code ? codesOf(code, checker) : [])
        uses.push({ code: name, room, ...texts })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return uses
}

function codesOf(code: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  const type = checker.getTypeAtLocation(code)
  const literals = (type.isUnion() ? type.types : [type]).flatMap((part) =>
    part.isStringLiteral() ? [part.value] : [],
  )
  return literals.length > 0 ? literals : codesOfCalls(code, checker)
}

/** Codes handed to the function whose parameter `code` is, where the file calls it by name. */
function codesOfCalls(code: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  const parameter = checker.getSymbolAtLocation(code)?.valueDeclaration
  if (!parameter || !ts.isParameter(parameter)) return []
  const maker = parameter.parent
  const name = ts.isVariableDeclaration(maker.parent) ? maker.parent.name : maker.name
  const index = maker.parameters.indexOf(parameter)
  const symbol = name && checker.getSymbolAtLocation(name)
  const codes: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && checker.getSymbolAtLocation(node.expression) === symbol) {
      const argument = node.arguments[index]
      if (argument && ts.isStringLiteralLike(argument)) codes.push(argument.text)
    }
    ts.forEachChild(node, visit)
  }
  if (symbol) visit(code.getSourceFile())
  return codes
}

function hintOf(options: ts.Expression | undefined): string | null {
  if (!options || !ts.isObjectLiteralExpression(options)) return null
  const hint = options.properties.find(
    (property) => ts.isPropertyAssignment(property) && property.name.getText() === 'hint',
  )
  return hint && ts.isPropertyAssignment(hint) ? textOf(hint.initializer) : null
}

/** A string or template as text, `...` standing for what is filled in; joined by plus as well. */
function textOf(node: ts.Expression | undefined): string | null {
  if (!node) return null
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `...${literal.text}`).join('')
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)]
    return left === null || right === null ? null : left + right
  }
  return null
}
