/** 계정 페이지가 하는 말, 한국어. */
import type { sessionEn } from './words.en.ts'

export const sessionKo: typeof sessionEn = {
  title: '내 계정',
  lead: '계정은 곧 지갑입니다. 짧은 글 하나에 서명할 뿐, 비밀번호도 수수료도 없고 아무것도 옮기지 않습니다.',
  signIn: '로그인',
  choose: '이 브라우저에서 찾은 지갑',
  chooseAbout: (hours) => `이더리움으로 로그인. 로그인은 길어야 ${hours}시간 유지됩니다.`,
  with: (wallet) => `${wallet} 지갑으로 로그인`,
  asking: '지갑을 확인하세요. 서명을 묻고 있습니다',
  noWallets:
    '응답한 지갑이 없습니다. 브라우저 확장으로 지갑을 설치하거나 명령줄에서 pumasi login을 쓰세요.',
  failed: '로그인하지 못했습니다',
  signedIn: '로그인됨',
  address: '계정 주소',
  mayAbout: '이 그리드의 설정에 따라 할 수 있는 일',
  may: {
    look: '공개된 것은 모두 보기',
    submit: '작업을 제출하고 자기 작업을 조정하기',
    operate: '그리드 운영하기: 모든 작업을 조정하고 계정을 막거나 풀기',
  },
  mayNot: '작업 제출은 이 그리드의 운영자가 지정한 계정만 할 수 있습니다.',
  signOut: '로그아웃',
  signOutAbout: '여러 페이지에서 로그인했어도 이 브라우저에서는 모두 로그아웃됩니다.',
  toSubmit: '작업 제출하기',
  nobody: { title: '먼저 로그인하세요', text: '로그인한 계정을 위한 페이지입니다.' },
  submitter: {
    title: '작업을 제출할 수 있는 계정을 위한 페이지입니다',
    text: '이 그리드의 운영자에게 설정에 계정을 넣어 달라고 부탁하세요.',
  },
  operator: {
    title: '운영자를 위한 페이지입니다',
    text: '운영자는 코디네이터를 실행하는 사람이 설정에서 지정합니다.',
  },
}
