"""The Chinese words of signing in, accounts, tokens and the API."""

SIGN_IN, SIGN_OUT, USER_NAME, PASSWORD = "登录", "退出登录", "用户名", "密码"
SIGN_IN_WRONG = "用户名或密码不对"
SIGN_IN_HELP = "没有账号，或忘了密码：请管理员在“账号”页里发一个链接。"
WELCOME, WELCOME_FIRST = "设置密码", "建立第一个账号（管理员）"
FIRST_HELP = "这个链接只能用一次。以后的账号由管理员在“账号”页里建。"
PASSWORD_AGAIN, PASSWORD_HELP = "再写一次", "至少 10 个字"
NOT_THE_SAME = "两次写的密码不一样"
LINK_DEAD = (
    "这个链接用不了：可能已经用过或过期。请管理员再发一个；还没有账号时，重新启动 callqa console 会打印新的。"
)

OWN_ACCOUNT, ROLE_HEAD, SEES = "我的账号", "角色", "可见范围"
CHANGE_PASSWORD, OLD_PASSWORD, NEW_PASSWORD = "改密码", "原来的密码", "新密码"
ENDS_ALL = "改完后，所有浏览器都要重新登录。"
OUT_EVERYWHERE = "退出所有浏览器"
EVERY_CALL = "全部通话"

ACCOUNTS, NEW_ACCOUNT = "账号", "新账号"
ROLES = {"agent": "坐席", "viewer": "查看", "supervisor": "主管", "operator": "运维", "admin": "管理员"}
ROLE_NOTES = {
    "agent": "只看、只听自己的通话，可以申诉；要写明工号",
    "viewer": "看日期、通话和命中，不能听、不能复核",
    "supervisor": "看、听、复核，改规则",
    "operator": "看数字和运行，看不到通话内容",
    "admin": "全部，包括账号和审计",
}
MAY_LISTEN, MAY_REVEAL = "可以听录音（查看）", "可以显示隐去的号码（主管）"
MAY_ASSIGN = "可以分配复核（主管）"
QUEUES, AGENTS_SEEN = "只看这些队列", "只看这些坐席"
SCOPE_HELP = "用逗号分开；两项都空着：全部通话。两项都写：队列或坐席符合一项即可。"
DISABLED, ACTIVE = "停用", "可登录"
CHANGE, NEW_LINK = "改", "发设密码的链接"
LINK_NOTE = "72 小时内有效，只能用一次，只显示这一次。请当面或用可信的渠道交给本人。"

TOKENS, TOKENS_SHORT = "令牌", "让别的程序（BI 报表、脚本）按您的权限取数据"
TOKENS_NOTE = "令牌等于密码：谁拿到，谁就能以您的名义做它可用于的事。程序用它的办法见“接口说明”。"
TOKEN_LABEL, LABEL_HELP, TOKEN_FOR = "用途", "例如：BI 报表、值班脚本", "可用于"
TOKEN_DAYS, NEW_TOKEN = "有效期", "新令牌"
TOKEN_MADE, TOKEN_ONCE = "新令牌", "只显示这一次：现在就复制到程序里。丢了就收回，再建一个。"
NO_TOKENS, REVOKE, EXPIRES, LAST_USED, NEVER_USED = "还没有令牌。", "收回", "有效到", "最近使用", "没有用过"
EXPIRED, API_DOCS = "已过期", "接口说明"
API_NOTE = "给程序用的接口：JSON，每一个请求都要带令牌，浏览器的登录在这里不算数。"
API_LINES = (
    "列的含义见 docs/exports.md；号码和页面上一样隐去。",
    "一页一页取：回答里的 next 作为下一次的 after；到头时是 null。",
    '出错：{"error": {"message", "type", "code", "param", "cure"}}；'
    "状态码 400、401、403、404、409、412、428、503。",
    "发布规则：先试运行同一份文字，再 PUT /api/v1/rules，If-Match 写 GET 得到的 ETag；别人发布过就是 412。",
)
API_ROUTES = {
    "GET /api/v1/me": "这个令牌是谁的、可用于什么、到什么时候",
    "GET /api/v1/days": "日期和每天的数字，最近的在前",
    "GET /api/v1/days/{day}": "这一天是否完整，为什么不完整",
    "GET /api/v1/days/{day}/calls": "这一天的通话；show=all 连同没有命中的",
    "GET /api/v1/days/{day}/hits": "这一天的命中，按时间",
    "GET /api/v1/calls/{day}/{ref}": "一通通话：信息、全文、命中",
    "GET /api/v1/calls/{day}/{ref}/sound": "这通的录音，可以只取一段（Range）",
    "GET /api/v1/hits/{day}/{finding_id}/verdicts": "大家对这处命中的结论",
    "POST /api/v1/hits/{day}/{finding_id}/verdicts": "以令牌主人的名义下结论；pending 是撤回",
    "POST /api/v1/search": "按说过的话找通话",
    "GET /api/v1/rules": "正在使用的规则手册，带 ETag",
    "PUT /api/v1/rules": "发布试运行过的一版；要写 If-Match",
    "GET /api/v1/rules/publications": "发布过的每一版",
    "GET /api/v1/rules/publications/{number}": "其中一版的全文",
    "POST /api/v1/rules/check": "检查一份规则手册，什么都不存",
    "POST /api/v1/rules/trial": "用最近几天的通话试运行",
    "GET /api/v1/rules/trial": "试运行做到哪里、结果如何",
    "GET /api/v1/agents": "一段日子里的坐席：通话、命中、得分，最需要辅导的在前",
    "GET /api/v1/trends": "一段日子的数字、每条规则每天的命中、规则改动",
    "GET /api/v1/users": "账号、角色和可见范围（只读）",
    "GET /api/v1/audit": "审计日志，最近的在前（只读）",
    "GET /api/v1/runs": "从控制台启动过的任务",
    "POST /api/v1/runs": "处理一天：run、failed、flag、report",
    "GET /api/v1/runs/{number}": "一个任务做到哪里",
    "POST /api/v1/runs/{number}/stop": "停止一个任务，做完的不会丢",
}
API_ROUTE, API_DOES, API_TAKES = "地址", "作用", "参数"
DAYS_OF_TOKEN = {"30": "30 天", "90": "90 天", "365": "一年"}
SCOPES = {
    "read_numbers": "看数字",
    "read_speech": "看通话、搜索",
    "listen": "听录音",
    "judge": "复核",
    "read_rules": "看规则",
    "edit_rules": "改规则",
    "operate": "运行",
    "manage": "看账号和审计",
    "studio": "把录音转成文字",
}


def link_for(name: str) -> str:
    """Say whose link it is."""
    return f"{name} 用这个链接设密码"


def too_many(seconds: int) -> str:
    """Say that somebody has to wait before trying again."""
    return f"试得太多了，请 {seconds} 秒后再试"
