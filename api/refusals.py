"""The refusals that only HTTP gives: what is wrong with a request before anybody has to decide on it."""

from domain.errors import Busy, Conflict, NotFound, NotPermitted, Refusal
from domain.text import Text


class Malformed(Refusal):
    """The request cannot be read."""

    code = "malformed"
    title = Text("请求格式有误", "The request cannot be read")


class MalformedJson(Malformed):
    code = "malformed_json"
    title = Text("请求正文不是合法的JSON", "The body is not well-formed JSON")


class MalformedForm(Malformed):
    code = "malformed_form"
    title = Text("请求正文不是合法的表单", "The body is not a well-formed form")


class RequestAborted(Malformed):
    """Nobody is told; the line says that somebody began to send."""

    code = "request_aborted"
    title = Text("请求未发送完毕即中断", "The sender hung up in the middle of the request")


class WitnessRequestUnreadable(Malformed):
    code = "witness_request_unreadable"
    title = Text("见证请求格式有误", "This is no request to a witness")


class InvalidParameter(Malformed):
    code = "invalid_parameter"
    title = Text("查询参数有误", "A query parameter is not right")


class UnknownParameter(InvalidParameter):
    code = "unknown_parameter"
    title = Text("没有此查询参数", "There is no such query parameter")


class NoHistoryKept(InvalidParameter):
    """A list of what is to be done, or a thing that only is what it is now: nobody knows how it looked then."""

    code = "no_history_kept"
    title = Text(
        "此项查询只有现状，不支持查询过去的时点或日期",
        "Of this only the present is kept: it cannot be read as of then",
    )


ONLY_NOW = Text("此项查询只有现状", "only the present is kept of this")


class NotThereThen(NotFound):
    """It is there now, for whoever may see it; it was not yet at that position, or not in force on that day."""

    code = "not_there_then"
    title = Text("所指时点或日期尚无此项", "This was not there yet at that moment, or on that day")


class InvalidHeader(Malformed):
    code = "invalid_header"
    title = Text("请求头有误", "A header is not right")


class IdempotencyKeyRequired(Malformed):
    """A machine that has lost an answer sends again, and has to be told what came of the first time."""

    code = "idempotency_key_required"
    title = Text(
        "使用密钥办理须填写Idempotency-Key",
        "Who acts by an API key states an Idempotency-Key with every command",
    )


class InvalidCursor(InvalidParameter):
    code = "invalid_cursor"
    title = Text(
        "分页游标无效，请从首页重新查询", "The cursor is not one of this list; begin at its first page"
    )


class NotCovered(NotFound):
    code = "not_covered"
    title = Text("尚无检查点涵盖此处", "No checkpoint covers this yet")


class NotYet(InvalidParameter):
    code = "not_yet"
    title = Text("所指时点尚未到来", "That moment has not come yet")


class PostUnnamed(Malformed):
    code = "post_unnamed"
    title = Text(
        "您有多个岗位，请用Huicai-Post指明以哪个岗位办理",
        "You hold several posts: name the one in which you act in Huicai-Post",
    )


class Unauthenticated(Refusal):
    """Nobody knows who asks. `challenge` is what `WWW-Authenticate` says about it."""

    code = "token_missing"
    title = Text("请先登录", "A bearer token is needed")
    challenge = 'Bearer realm="huicai"'


class TokenInvalid(Unauthenticated):
    code = "token_invalid"
    title = Text("令牌无效", "The token is not valid")
    challenge = 'Bearer realm="huicai", error="invalid_token"'


class TokenExpired(TokenInvalid):
    code = "token_expired"
    title = Text("令牌已过期，请重新登录", "The token has expired: sign in again")
    challenge = 'Bearer realm="huicai", error="invalid_token", error_description="expired"'


class PostNotHeld(NotPermitted):
    code = "post_not_held"
    title = Text("您没有该岗位", "You do not hold this post")


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    title = Text("该资源不支持此方法", "This resource has no such method")


class RequestTimedOut(Refusal):
    code = "request_timed_out"
    title = Text("请求正文迟迟未到", "The body of the request did not arrive")


class ContentTooLarge(Refusal):
    code = "content_too_large"
    title = Text("请求正文过大", "The body is too large")


class MediaTypeUnsupported(Refusal):
    code = "media_type_unsupported"
    title = Text("不支持该内容类型", "This type of content is not taken here")


class TooManyRequests(Refusal):
    """`retry_after` is in how many seconds there is room again."""

    code = "too_many_requests"
    title = Text("请求过于频繁，请稍后再试", "There were too many requests: try again later")

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__()
        self.retry_after = retry_after


class ProjectionBehind(Busy):
    code = "projection_behind"
    title = Text("查询数据尚未更新到所要求的位置", "The read model has not reached that position yet")


class Overloaded(Busy):
    """Nobody has looked at the request, so it can be sent again as it was."""

    code = "overloaded"
    title = Text(
        "当前请求过多，本次未受理，请稍后原样重试",
        "More come than can be served: this was not looked at; send it again as it was",
    )


class DatabaseUnreachable(Busy):
    code = "database_unreachable"
    title = Text("数据库暂不可用", "The database cannot be reached")


class AttachmentsUnavailable(Busy):
    code = "attachments_unavailable"
    title = Text(
        "材料存储暂不可用，未保存任何内容",
        "The place where attachments are kept is not available; nothing was kept",
    )


class IssuerUnreachable(Busy):
    code = "issuer_unreachable"
    title = Text("身份认证服务暂不可用", "The identity provider cannot be reached")


class Failed(Refusal):
    """The fault is ours; what it was stands in the process log, under the request's id."""

    code = "internal_error"
    title = Text("系统内部错误", "Something went wrong here")


class PersonalDataAltered(Failed):
    code = "personal_data_altered"
    title = Text("个人信息密文被改动，已记录报警", "Sealed personal data were altered; this has been raised")


class AttachmentFileMissing(Failed):
    code = "attachment_file_missing"
    title = Text("材料文件缺失，已记录报警", "The file of the attachment is missing; this has been raised")


class AttachmentFileAltered(Failed):
    code = "attachment_file_altered"
    title = Text("材料文件被改动，已记录报警", "The file of the attachment was altered; this has been raised")


class SimulationFailed(Failed):
    code = "simulation_failed"
    title = Text(
        "模拟未能完成，原因见运行日志；再次请求将重新模拟",
        "The simulation broke, why is in the process log; asked for again, it is begun anew",
    )


class PersonalDataKeyMissing(Failed):
    code = "personal_data_key_missing"
    title = Text("个人信息密钥缺失，已记录报警", "The key of personal data is missing; this has been raised")


class NothingToPrint(Conflict):
    code = "nothing_to_print"
    title = Text("尚无可打印的内容", "There is nothing to print yet")


class TooMuchToPrint(Conflict):
    code = "too_much_to_print"
    title = Text(
        "打印内容过多，请缩小范围或下载Excel文件",
        "This is too much for print: ask for less, or for the workbook",
    )


class CharacterNotPrintable(Conflict):
    """A character of a name or a text has no shape in the fonts; where it stands is said and which it is not, for it is personal."""

    code = "character_not_printable"
    title = Text(
        "字库缺字，无法打印", "A character is missing from the fonts, so the paper cannot be printed"
    )
