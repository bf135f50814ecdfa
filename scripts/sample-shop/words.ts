export type Phrases = {
  readonly reply: readonly string[];
  readonly ask: readonly string[];
  readonly wait: readonly string[];
  readonly solved: readonly string[];
  readonly sorry: readonly string[];
  readonly note: readonly string[];
  readonly back: readonly string[];
  readonly handUp: readonly string[];
  readonly followUp: readonly string[];
  readonly reasons: {
    readonly pending: string;
    readonly onHold: string;
    readonly resolved: string;
    readonly closed: string;
    readonly open: string;
  };
};

/** What people of the sample shop write. */
export const phrases: Readonly<Record<'zh-CN' | 'en', Phrases>> = {
  'zh-CN': {
    reply: [
      '您好，已收到您的反馈，我马上为您核实。',
      '您好，我是您的专属客服，正在查询，请稍等。',
      '感谢联系，我已登记，今天内给您答复。',
    ],
    ask: ['麻烦您提供一下订单号和一张照片，方便我们核实。', '请问是在哪个页面遇到的？方便的话发一张截图。'],
    wait: ['已转交厂家检测，有结果第一时间通知您。', '已联系仓库核查，预计一个工作日内有结果。'],
    solved: [
      '已为您处理完成，如有问题请随时联系我们。',
      '退款已提交，预计一至三个工作日到账。',
      '已安排补发，物流单号会以短信通知您。',
    ],
    sorry: ['非常抱歉让您久等，我是主管，这个问题由我跟进到底。', '很抱歉给您带来不便，已优先处理。'],
    note: [
      '已电话联系客户，情绪平稳，接受当前方案。',
      '仓库回复：监控显示已出库，继续追踪承运商。',
      '客户为老会员，可酌情补偿一张运费券。',
    ],
    back: ['还是没有解决，请再看一下。', '谢谢，不过我还有一个问题。'],
    handUp: ['涉及安全，需要部门主管决定。', '客户要求管理层答复。'],
    followUp: ['回访客户，确认处理结果', '与仓库核对出库记录'],
    reasons: {
      pending: '等待客户补充资料',
      onHold: '等待第三方结果',
      resolved: '问题已解决',
      closed: '客户确认完成',
      open: '客户反馈仍有问题',
    },
  },
  en: {
    reply: [
      'Thank you for writing. I am looking into it and will come back to you today.',
      'Hello, I have your case in front of me and will check it now.',
      'Thanks for the details, I have passed them on and keep you posted.',
    ],
    ask: [
      'Could you send me the order number and a photo, please?',
      'Which page were you on when that happened? A screenshot would help.',
    ],
    wait: [
      'I have asked the maker and will write as soon as they answer.',
      'The warehouse is checking. We expect to know more within a working day.',
    ],
    solved: [
      'This is done now. Please write again if anything is missing.',
      'The refund is on its way and should arrive within three working days.',
      'A replacement leaves our warehouse today.',
    ],
    sorry: [
      'I am sorry that you had to wait. I lead the team and will see this through.',
      'Please accept our apologies. Your case is being handled first.',
    ],
    note: [
      'Called the customer, who is fine with what we propose.',
      'The courier confirms the photo of the delivery. Claim opened.',
      'Long-standing customer: a voucher for the postage would be fair.',
    ],
    back: ['It happened again. Could you have another look?', 'Thank you, but one question is still open.'],
    handUp: [
      'A question of safety: the department should decide.',
      'The customer asks for an answer by the management.',
    ],
    followUp: ['Call the customer back and confirm', 'Compare with the records of the warehouse'],
    reasons: {
      pending: 'waiting for the customer',
      onHold: 'waiting for a third party',
      resolved: 'solved',
      closed: 'confirmed by the customer',
      open: 'the customer came back',
    },
  },
};
