"""Every fault in words, zh and en. What an auditor reads; the codes are what programs read."""

FAULTS = {
    # -- archives and folders
    "archive_unreadable": ("不是可读的 zip 文件", "is not a zip archive that can be read"),
    "archive_compressed": (
        "压缩文件内的条目经过压缩；卷宗的条目一律不压缩。请先解压，再校验文件夹",
        "an entry is compressed, which a dossier's never are: unpack it and verify the folder",
    ),
    "archive_encrypted": ("条目已加密", "an entry is encrypted"),
    "archive_path_unsafe": (
        "条目名会写到文件夹之外，或写法不规范",
        "the entry's name leads out of the folder, or is no plain name",
    ),
    "archive_name_twice": ("同一名称出现两次", "the same name stands there twice"),
    "archive_link": ("是链接或特殊文件，不是普通文件", "is a link or a special file, not a plain one"),
    "archive_too_large": ("超过 {most} 字节的上限", "is larger than the {most} bytes that are read"),
    "archive_to_unpack": (
        "超过 {most} 字节，不能作为压缩包核验：请先解压，再核验解压所得的文件夹",
        "is larger than the {most} bytes that are read of an archive: unpack it, and have the folder checked",
    ),
    "archive_too_many": ("文件数超过 {most}", "holds more than {most} files"),
    "archive_overlap": (
        "条目相互重叠，或条目之间、前后有其他字节，或条目自述与目录不一致",
        "entries overlap, or other bytes stand between, before or behind them, or one says something else of itself than the directory",
    ),
    "file_missing": ("清单列有此文件，但不存在", "is on the list, but is not there"),
    "file_unlisted": ("清单没有此文件", "is not on the list"),
    "file_altered": ("SHA-256 与清单不符", "does not have the SHA-256 that the list states"),
    "file_unreadable": ("无法读取", "cannot be read"),
    # -- keys, checkpoints
    "checkpoint_unreadable": ("检查点格式不对", "is no checkpoint"),
    "checkpoint_unsigned": (
        "检查点没有任何受信任的日志密钥签名",
        "no log key that you trust has signed the checkpoint",
    ),
    "signature_wrong": (
        "以 {signer} 名义的签名是错的",
        "what stands there as the signature of {signer} is none",
    ),
    "witnesses_too_few": (
        "见证签名 {found} 个，少于要求的 {required} 个",
        "{found} witnesses have cosigned, of the {required} that are required",
    ),
    "origin_other": ("属于另一日志 {origin}，不是 {expected}", "is of another log, {origin}, not {expected}"),
    "checkpoints_fork": (
        "日志分叉：大小同为 {size}，根却不同",
        "the log has forked: two roots at the same size {size}",
    ),
    "log_cut_short": (
        "日志比您保存的检查点短：{size}，而您的是 {trusted}",
        "the log is shorter than the checkpoint that you have kept: {size} instead of {trusted}",
    ),
    "history_rewritten": (
        "前 {trusted} 个事件已不是您保存的检查点所签的那些",
        "the first {trusted} events are not those that your checkpoint was signed over",
    ),
    "consistency_wrong": (
        "一致性证明不成立：大小 {size} 的日志不是由大小 {trusted} 的日志续写而成",
        "the consistency proof does not hold: the log of {size} does not continue that of {trusted}",
    ),
    "reference_unreadable": (
        "新日志的首条不是对前一日志的引用",
        "the first entry of a log that follows another does not refer to one",
    ),
    "log_not_continued": (
        "新日志引用的不是前一日志的最后检查点",
        "the log refers to another checkpoint than the last one of the log before",
    ),
    "log_begins_elsewhere": (
        "新日志从事件 {position} 开始，前一日志却止于 {last}",
        "the log begins with event {position}, and the one before it ended with {last}",
    ),
    "log_missing": ("事件 {position} 所在的日志不在此处", "the log that covers event {position} is not here"),
    # -- proofs and records
    "proof_unreadable": ("不是证明文件", "is no proof file"),
    "proof_wrong": (
        "事件 {position}：证明不通向检查点的根",
        "event {position}: the proof does not lead to the checkpoint's root",
    ),
    "proof_of_other": (
        "事件 {position}：证明是另一事件的",
        "event {position}: the proof is that of another event",
    ),
    "proof_missing": ("事件 {position} 没有证明", "event {position} has no proof"),
    "proof_other_checkpoint": (
        "事件 {position}：证明内的检查点不是卷宗的检查点",
        "event {position}: the checkpoint in the proof is not that of the dossier",
    ),
    "record_unreadable": ("事件 {position}：不是事件记录", "event {position}: is not an event record"),
    "record_position": (
        "事件 {position}：记录内写的位置是 {stated}",
        "event {position}: the record states position {stated}",
    ),
    "record_missing": ("没有事件 {position} 的记录", "there is no record of event {position}"),
    # -- a whole log
    "bundle_missing": (
        "缺少事件 {position} 至 {last} 的文件",
        "the file with the events {position} to {last} is not there",
    ),
    "bundle_unreadable": (
        "事件 {position} 至 {last} 的文件无法拆分为记录",
        "the file with the events {position} to {last} cannot be taken apart into records",
    ),
    "bundle_count": (
        "事件 {position} 至 {last} 的文件有 {found} 条记录，应为 {expected} 条",
        "the file with the events {position} to {last} holds {found} records instead of {expected}",
    ),
    "tile_missing": ("缺少分片", "the tile is not there"),
    "tile_unreadable": ("分片长度不对", "the tile does not have the length that it has to have"),
    "tile_wrong": (
        "分片第 {index} 个哈希与其下内容不符（事件 {position} 至 {last}）",
        "hash {index} of the tile is not that of what lies below it, the events {position} to {last}",
    ),
    "entry_altered": ("事件 {position} 被改动", "event {position} has been altered"),
    "entry_missing": ("事件 {position} 被删去", "event {position} has been taken out"),
    "entry_unexpected": ("位置 {position} 上是另加的记录", "a record has been put in at position {position}"),
    "entry_moved": (
        "事件 {position} 被移到位置 {found}",
        "event {position} has been moved to position {found}",
    ),
    "root_wrong": (
        "全部 {size} 个事件算出的根不是检查点所签的根",
        "the root over all {size} events is not the one that the checkpoint signs",
    ),
    "stream_gap": (
        "事件 {position}：聚合 {stream} 的版本应为 {expected}，却是 {found}",
        "event {position}: version {found} of {stream} stands where {expected} has to",
    ),
    "time_back": (
        "事件 {position} 的记录时间早于前一事件",
        "event {position} was recorded before the one before it",
    ),
    # -- dossiers
    "dossier_unreadable": ("不是卷宗，或清单格式不对", "is no dossier, or its list is not of the form"),
    "dossier_format": ("未知的卷宗格式 {format}", "a dossier of a format that is not known: {format}"),
    "stream_incomplete": (
        "聚合 {stream} 应有版本 {expected} 的事件，卷宗里没有",
        "version {expected} of {stream} is not in the dossier",
    ),
    "stream_unlisted": (
        "事件 {position} 属于聚合 {stream}，清单没有它",
        "event {position} is of {stream}, which is not on the list",
    ),
    "subject_not_whole": (
        "卷宗所涉的 {id} 没有从第一个事件起的全部记录",
        "the dossier is about {id}, and does not have it whole, from its first event on",
    ),
    "history_other": (
        "事件 {position}：历史所写的 {field} 与记录不符",
        "event {position}: the history states another {field} than the record",
    ),
    "history_incomplete": ("历史里没有事件 {position}", "the history does not show event {position}"),
    "digest_unproven": (
        "此文件的 SHA-256 不见于任何已证明的事件",
        "no proven event names the SHA-256 of this file",
    ),
    "content_altered": (
        "内容的 SHA-256 是 {found}，不是所称的",
        "its content has the SHA-256 {found}, not the one that is stated",
    ),
    "policy_missing": (
        "事件 {position} 依据政策 {version}，卷宗里没有其文本",
        "event {position} stands under policy {version}, whose text is not in the dossier",
    ),
    "policy_other": (
        "政策 {version} 文本的 SHA-256 不是发布事件所写的",
        "the text of policy {version} does not have the SHA-256 that its publication names",
    ),
    # -- samples
    "sample_population": (
        "总体名单的 SHA-256 或数目与抽样事件不符",
        "the population does not have the SHA-256 or the size that the drawing states",
    ),
    "sample_drawn": (
        "以记录的种子从总体重抽，结果与所称不同",
        "the same seed draws others from this population than are stated",
    ),
}

UNDECIDED = {
    "log_not_that": (
        "旁边的日志没有检查点所签的全部 {size} 个条目，不能据以认定卷宗没有遗漏",
        "the log beside it does not have the {size} entries that the checkpoint signs: it does not show that nothing was left out",
    ),
    "no_key": (
        "没有给出您信任的密钥，无法判断签名。请从核验者自己的渠道取得密钥，用 --key 给出",
        "no key that you trust was given, so the signature could not be judged: obtain the key by a way of your own and state it with --key",
    ),
    "no_record": (
        "没有给出事件记录，只核对了检查点的签名。请用 --record 给出",
        "no event record was given, so only the checkpoint was judged: state it with --record",
    ),
    "no_consistency": (
        "您保存的检查点大小为 {trusted}，这里为 {size}；没有一致性证明，无法判断二者是否一致（用 --consistency 或 --log 给出）",
        "your checkpoint is of {trusted} events and this one of {size}; without a consistency proof it cannot be said whether they agree (--consistency or --log)",
    ),
    "trusted_newer": (
        "您保存的检查点（{trusted}）比这里的（{size}）新；没有一致性证明，无法判断（用 --consistency 或 --log 给出）",
        "your checkpoint ({trusted}) is newer than this one ({size}); without a consistency proof it cannot be judged (--consistency or --log)",
    ),
    "unreadable_input": ("无法读取：{why}", "cannot be read: {why}"),
}
