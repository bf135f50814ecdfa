import type { Kind } from '../tickets/values.ts';

/**
 * Words that speak for a category, in Chinese and English. `strong` ones decide by themselves; `weak` ones only hint. Alternatives are
 * separated by `|`; a space stands for any white space, English words are matched whole. Written for this product.
 */
export type Words = { readonly strong: string; readonly weak?: string };
export type CategoryWords = Readonly<Record<Kind, Readonly<Record<string, Words>>>>;

export const categoryWords: CategoryWords = {
  consultation: {
    'consultation.product': {
      strong:
        '尺码|尺寸|颜色|材质|面料|成分|保质期|规格|参数|型号|有货|库存|现货|正品吗|是正品|怎么用|使用方法|用法|适合|区别|哪款|推荐|口味|多重|净含量|size chart|what size|which size|dimensions?|colou?rs?|material|ingredients?|in stock|out of stock|availability|specifications?|compatible|difference between|how (?:do i|to) use|suitable|authentic|genuine|recommend|expiry date|shelf life|side effects?|catalog(?:ue)?|features?',
      weak: '有没有|好用|可以用|宝宝|效果|products?|items?|models?|available|brand|thickness|weight',
    },
    'consultation.order': {
      strong:
        '发货|什么快递|哪家快递|快递公司|到货|几天能?到|多久能?到|什么时候到|下单|拍下|改地址|修改地址|收货地址|取消订单|查单|订单|包邮|运费|邮费|配送|order|orders|purchase|shipping|shipment|ship|delivery|deliver|tracking|track|cancel|cancellation|parcel|address|pin ?code|courier|dispatch(?:ed)?',
      weak: '快递|物流|寄|拍|买|仓库|赠品|buy|arrive|package|checkout|cart',
    },
    'consultation.payment': {
      strong:
        '付款|支付|优惠券?|折扣|打折|发票|价格|多少钱|便宜|满减|分期|红包|货到付款|领券|改价|pay|payment|payments|invoices?|bills?|coupons?|discounts?|price|prices|pricing|cost|costs|credit card|debit card|instal?l?ments?|emi|fees?|cash on delivery|cod|promo(?:tion)?|offers?|vouchers?',
      weak: '活动|钱|包税|cheap|expensive|charges?|charged|paypal|visa|money',
    },
    'consultation.account': {
      strong:
        '账号|帐号|账户|密码|登录|登陆|注册|注销|会员|积分|实名|验证码|accounts?|password|passcode|log ?in|sign ?in|sign ?up|register|registration|profile|newsletter|subscri(?:be|ption)|unsubscribe|membership|pin',
      weak: '用户名|绑定|username|user|email address|personal (?:data|information|details)',
    },
    'consultation.afterSales': {
      strong:
        '售后|保修|质保|三包|维修|退换政策|退货政策|无理由|warranty|guarantee|repair policy|after ?sales?|return policy|trial',
      weak: '保障|policy|repair|service cent(?:er|re)',
    },
    'consultation.basic': {
      strong:
        '人工客服|转人工|人工服务|营业时间|上班时间|联系方式|客服电话|在线客服|human agent|real person|live agent|speak (?:to|with)|talk (?:to|with)|contact (?:you|us|customer|number|details)|customer (?:service|support|care)|call cent(?:er|re)|phone number|opening hours|working hours|store location|showroom|near me|feedback|review',
      weak: '你好|您好|在吗|在不在|请问|咨询|hello|hi|help|assistance|question|information|agent|operator',
    },
  },
  complaint: {
    'complaint.quality': {
      strong:
        '假货|假的|冒牌|山寨|劣质|质量太差|质量差|质量问题严重|货不对板|与描述不符|虚假宣传|骗人|欺骗|骗子|欺诈|垃圾|counterfeit|fake|scam|fraud|rip ?off|cheated|misleading|false advertising|(?:terrible|poor|awful|horrible|bad) quality|not as described|junk|garbage',
      weak: '太差|失望|上当|disappointed|disappointing|worst|useless',
    },
    'complaint.attitude': {
      strong:
        '态度|不理人|没人理|没人回|不回复|不回消息|敷衍|辱骂|骂人|推卸|推脱|踢皮球|不负责|不耐烦|rude|impolite|attitude|unprofessional|ignor(?:e|ed|ing) (?:me|my)|no (?:one|body) (?:replie[sd]|answer(?:s|ed)?|respond(?:s|ed)?|responding|answering|calls)|hung up|disrespect(?:ful)?|not responding|no response|no reply',
      weak: '服务差|bad service|poor service|terrible service',
    },
    'complaint.logistics': {
      strong:
        '还没(?:发|到|收|送|动|有)|还不(?:发|到|送)|没收到|没有收到|一直没发|不发货|迟迟|都[一二两三四五六七八九十几\\d]+天|[一二两三四五六七八九十几\\d]天了|好几天|这么久|到现在|延误|太慢|丢件|弄丢|等了(?:好|很|这么|那么|\\d)|催了|几天了还|物流不动|没更新|虚假发货|late|delayed|delay|overdue|(?:still )?(?:not|haven.?t|hasn.?t|never|didn.?t|did not|have not|has not) (?:yet )?(?:been )?(?:received?|arrived?|delivered|got|get|shipped|come)|lost (?:parcel|package)|(?:parcel|package) (?:is )?(?:lost|missing)|been waiting|waiting (?:for|since)|too (?:slow|long)|no update',
      weak: '催|怎么还|怎么这么慢|赶紧|快点|才能|说好的?|答应|slow|waiting|still waiting|where is my',
    },
    'complaint.afterSales': {
      strong:
        '投诉|举报|差评|曝光|维权|要个?说法|要求赔偿|赔偿|赔钱|不退款|拒绝退|不给(?:退|换|发|处理|解决)|拖着不|不处理|没人管|消协|12315|起诉|complain(?:ed|ing|ts?)?|(?:make|file|submit|lodge|open) an? claim|claim against|consumer (?:claim|complaint|protection|court|association)|unacceptable|lodge|dispute|escalate|manager|(?:refuse|refused|refusing) (?:to|my)|not (?:resolved|processed|solved)',
      weak: '不满|气死|太过分|无语|坑|compensation|unhappy|dissatisfied|upset|angry|frustrated|ridiculous|claim',
    },
  },
  return: {
    'return.general': {
      strong:
        '退货|退款|退钱|退掉|退了|退回|想退|要退|能退|可以退|申请退|退换|返款|refunds?|refunded|refunding|reimburse(?:d|ment|ments)?|money back|rebates?|return (?:it|this|them|the|my|an?|order|item|request)|returning|send (?:it|this|them) back|returned',
      weak: '退(?!出|休|步|烧|潮|伍)|运费险|returns?|give back|compensation|restitution',
    },
  },
  exchange: {
    'exchange.general': {
      strong:
        '换货|换一[个件双条台]|换个|换[大小]|换码|换颜色|换成|更换|调换|能换|可以换|想换|要换|补发|重发|exchang(?:e|ed|ing)|replacements?|replace|swap|different size|another size|(?:bigger|smaller|larger) size|change (?:the )?size',
      weak: '换',
    },
  },
  productIssue: {
    'productIssue.quality': {
      strong:
        '破损|破了|坏了|坏的|碎了|裂了|裂开|开裂|瑕疵|色差|掉色|褪色|起球|变质|发霉|霉了|过期|异味|臭味|脏的|污渍|异物|虫子|开线|脱线|脱胶|变形|生锈|漏液|漏水|broken|damaged|defective|defects?|torn|cracked|crack|stains?|stained|expired|mou?ldy|faulty|scratch(?:ed|es)?|ripped|leak(?:s|ing|ed)?|rust(?:y|ed)?|fad(?:ed|ing)|smells|stinks|sagging|rotten',
      weak: '质量问题|质量|不舒服|过敏|quality|smell|uncomfortable|issue|problem',
    },
    'productIssue.function': {
      strong:
        '不能用|用不了|打不开|没反应|开不了机|无法开机|充不进|充不了电|不工作|失灵|死机|黑屏|闪退|不亮|不转|不制冷|不加热|连不上|漏电|故障|not working|stopped working|doesn.?t work|does not work|isn.?t working|won.?t (?:turn on|start|charge|open|work)|can.?t turn (?:it )?on|malfunction(?:s|ing)?|not charging|keeps (?:crashing|restarting)|dead on arrival|overheats?|black screen',
      weak: '卡顿|不灵|报错|error|crash(?:es|ed)?|bug|fail(?:s|ed|ure)?',
    },
    'productIssue.logistics': {
      strong:
        '发错|错发|少发|漏发|少件|缺件|少了|漏了|缺少|不是我(?:买|拍|订)的|包装破|包装坏|压坏|压扁|摔坏|wrong (?:item|product|size|colou?r|order|model|one)|missing (?:item|part|piece|product|accessor)\\w*|incomplete|not what i ordered|crushed|packaging (?:was )?(?:damaged|broken|open)|arrived (?:open|empty|damaged|broken)|empty box',
      weak: '包装|少|packaging|missing',
    },
    'productIssue.afterSales': {
      strong:
        '修不好|没修好|又坏|返修|修了|保修期内|still broken|broke again|after (?:the )?repair|under warranty|repaired (?:twice|already)',
      weak: '维修|修|repair',
    },
  },
};

/** Dangers to life and limb: a complaint that speaks of them is urgent (N3). */
export const urgentWords =
  '受伤|烫伤|烧伤|割伤|触电|起火|着火|失火|自燃|爆炸|炸了|中毒|住院|送医|进医院|急救|昏迷|休克|死亡|出人命|人身安全|安全事故|过敏(?:反应|严重|休克)|injur(?:y|ed|ies)|wounded|burn(?:ed|t)|caught fire|on fire|explo(?:ded|sion|des)|electric shock|electrocuted|poison(?:ed|ing)|hospital(?:i[sz]ed)?|emergency room|allergic reaction|unconscious|died|death|life.?threatening|safety hazard';

/** Law, authorities and the public: a complaint that speaks of them is severe (N3). */
export const severeWords =
  '12315|12345热线|消协|消费者协会|市场监管|工商局|质监局|媒体|记者|曝光|上热搜|起诉|法院|律师|律师函|法律途径|诉讼|仲裁|报警|公安|警察|维权|law ?suits?|sue|suing|lawyers?|attorneys?|court|legal action|legal notice|police|press|media|journalists?|newspaper|consumer (?:court|protection|association|forum|council)|ombudsman|regulators?|trading standards|small claims|arbitration';

export const negativeWords =
  '差劲|[太很极真好]差|太烂|差评|垃圾|骗|气死|生气|失望|坏了|破|烂|恶心|无语|不满|投诉|举报|过分|坑|糟|慢死|太慢|后悔|难用|难吃|不好|没用|不行|受不了|bad|worst|terrible|awful|horrible|angry|disappoint\\w*|upset|unacceptable|hate|useless|rude|scam|fake|broken|damaged|defective|faulty|complain\\w*|ridiculous|never again|frustrat\\w*|poor|unhappy|dissatisfied|waste|disgusting|annoy\\w*|cheat\\w*|wrong|delayed|late|problem';
export const positiveWords =
  '满意|喜欢|很好|不错|好评|太好|真好|很棒|真棒|完美|好用|好吃|很快|感谢|赞|给力|超值|推荐给|good|great|excellent|perfect|love|loved|happy|satisfied|amazing|awesome|fantastic|wonderful|nice|thanks?|thank you|appreciate|comfortable|recommend|best|fast|beautiful';
