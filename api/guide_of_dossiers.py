"""What the operations on dossiers do, in both languages (卷宗)."""

from api.explained import Guide
from domain.text import Text

HOW = Text(
    "一个zip文件，不联网即可阅读和核验：历史（数据、文本、中英文索引页）、原始事件记录、逐个事件的证明、检查点、密钥、政策文本、"
    "材料摘要；填purpose的，含材料内容并记入查阅记录。截至最新检查点；相同的检查点得到相同的字节。格式见docs/format/dossier-1.md。",
    "One zip file to be read and verified without network: the histories (as data, as text, as a page in either language), event "
    "records as they are stored, a proof for each, checkpoint, keys, policy texts, digests of files; with `purpose` their contents, which "
    "goes on the access log. Up to the newest checkpoint, under which it is always the same bytes: docs/format/dossier-1.md.",
)

OF_DOSSIERS: dict[str, Guide] = {
    "case_dossier": Guide(Text("申报事项卷宗", "The dossier of a case"), HOW),
    "report_dossier": Guide(Text("季报卷宗", "The dossier of a quarterly report"), HOW),
    "audit_sample_dossier": Guide(Text("抽样卷宗", "The dossier of an audit sample"), HOW),
}
