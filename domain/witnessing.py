"""Why a witness (见证方) does not cosign the checkpoint of a log."""

from domain.errors import Conflict, Invalid, NotFound, NotPermitted
from domain.text import Text


class LogUnknown(NotFound):
    code = "log_unknown"
    title = Text("本系统不见证该日志", "This instance is no witness of that log")


class CheckpointNotTrusted(NotPermitted):
    code = "checkpoint_not_trusted"
    title = Text("检查点未经受信日志密钥签名", "No trusted key of the log has signed the checkpoint")


class RootsDiffer(Conflict):
    code = "roots_differ"
    title = Text("同一大小的日志出现两个不同的根", "The log has signed two roots at one size")


class ConsistencyUnproven(Invalid):
    code = "consistency_unproven"
    title = Text("未能证明日志只增不改", "Nothing proves that the log continues what was seen of it")
