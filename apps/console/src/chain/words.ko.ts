/** 체인에 묻거나 보내는 페이지가 하는 말, 한국어. */
import type { chainEn } from './words.en.ts'

export const chainKo: typeof chainEn = {
  rpc: '노드의 RPC 주소',
  rpcHint: '이 페이지가 직접 물어봅니다. 노드는 접속한 주소와 무엇을 묻는지 알게 됩니다.',
  rpcWrong: 'RPC 주소는 http:// 나 https:// 로 시작합니다.',
  ledger: '원장 주소',
  ledgerHint: '이 그리드가 말하는 값으로 채워집니다. 믿을 만한 곳에서 얻으세요.',
  ledgerWrong: '주소는 0x와 십육진수 40자리입니다.',
  cors: '노드가 다른 사이트의 페이지를 거절할 수도 있습니다(CORS). 그때는 다른 노드를 써 보세요.',

  epochHint: '지갑이 지금 몇 번째 에포크인지 물어봅니다. 그래야 나중에 한 번에 끝낼 수 있습니다.',
  epochBy: (epoch, node) => `${node}의 답에 따라 에포크 ${epoch}에 대해 서명했습니다.`,
  epochFirst:
    '지갑의 에포크를 알려 준 노드가 없어 에포크 0에 대해 서명했습니다. 세션 키를 끝낸 적이 없는 지갑이면 유효합니다.',

  fee: (gas, fee) => `약 ${gas} 가스, 체인 코인으로 ${fee}`,
  feePaid: (gas, fee) => `${gas} 가스, 체인 코인으로 ${fee}`,
  noWallets: '이 브라우저에 지갑이 없습니다. 설치한 뒤 이 페이지를 다시 여세요.',
  stages: {
    wallet: '지갑이 확인을 요청하고 있습니다.',
    block: '보냈습니다. 블록에 실리기를 기다립니다.',
  },
  sent: '트랜잭션',
  sentAs: '보낸 트랜잭션',
  inBlock: (block) => `블록 ${block}에 실림:`,
}
