/** 먼저 볼 것이 있을 때 하는 말, 한국어. */
import type { attentionEn } from './words.en.ts'

const format = new Intl.NumberFormat('ko')

export const attentionKo: typeof attentionEn = {
  heading: '먼저 볼 것',
  about: '급한 것부터 보여 줍니다.',
  upkeep: (steps) =>
    `관리 작업 ${format.format(steps)}가지를 하지 못하고 있습니다(위 참고). 코디네이터가 계속 다시 시도합니다.`,
  unchained: (batches, span) =>
    `배치 ${format.format(batches)}개가 체인을 기다립니다. 가장 오래된 것은 ${span}째입니다. ` +
    '체인과 커미터의 가스를 살펴보세요.',
  deserted:
    '최근에 응답한 호스트가 없는데 열린 단위가 있습니다. 호스트를 구하거나 워커를 시작하세요.',
  failing: (failed) =>
    `단위 ${format.format(failed)}개가 실패했습니다. 이유를 보고, 필요하면 작업을 멈추세요:`,
  paused: '멈춰 있습니다. 원인을 고친 뒤 다시 시작하세요:',
  keptOut: (hosts) =>
    `호스트 ${format.format(hosts)}대가 작업을 받지 못합니다. 이유는 계정에 있습니다:`,
  toAccounts: '계정',
  reason: '지금 다시 시도하는 이유',
  retry: '지금 다시 시도',
  retried: '다음 차례에 다시 시도합니다.',
  failed: '하지 못했습니다',
}
