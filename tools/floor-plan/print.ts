import { printPage } from '../workspace/printed.ts'
import { floorPlanPage, pagePath } from './page.ts'

printPage(pagePath, floorPlanPage())
