import { printPage } from '../workspace/printed.ts'
import { errorsPage, pagePath, readErrorUses } from './page.ts'

printPage(pagePath, errorsPage(readErrorUses()))
