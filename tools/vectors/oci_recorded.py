"""What zstd makes of the smallest OCI layout at level 19: blocks that `tar_bytes` cannot write."""

from __future__ import annotations

import base64
import hashlib

SHA256_OF_TAR = "a436f19f604e8079c9c581d28c9f6de832e2219850e9e81655eed9889fc88c22"
FRAME = base64.b64decode(
    "KLUv/WQAIQ0cAJbtgyQgb/MMWB90u7f/f4TIJm1k0YePCHhQDDaGZenaESIkQQgEBAp2AHcAeACKdTv+xrh/prbo6x3zZHyz"
    "OaSrxtlY8nJNPiYjlCw+nmy19iilDFEQdaePWFcZEBWxzANVldFwOKS+06SxHI3o2mrs2Hu8Gg8yzFtutq+Mt2b4Pel6s9HF"
    "rcXF0r17n3JN2BhX5txxTfrYqnCAYWvJNDBRqKEBjMd+6ihDuzU/1+20yjllpPXBKZuULT4qDbI7PWOfdqqM3kx9DBkJOTKb"
    "0Ul2N+P7XPVFtvjdokx9PctmFqNkkZm2biqZB4iapKd0ox4V9hyGnR5okghgFcvyj20+stHyF3JeWvypGHgge7vaJor6I0pD"
    "W39HPQIVDBD3p6nfW4ydgTIwUI+KWgtblqpw+qEQ+N9+CS4GG1yNSoPYSXqHdl5SI+3YxVYIohKn+0h2QvGSwP3Ii86tGPk9"
    "tvTJ8Ff57vS9x+1J+iZkJtd3SBt0l/MXlO4qdY/MlA1fm6hQwzjjCN3/fMeTK/TYJmyeTANrWQsCY7fuBKJ0I8AwQpQjQczt"
    "JlIrxrVcvD8WoAJR/3mgClGptGYmp6WOHFKgNJG9zSQhotwI9Q2dQO52eoeeipKgW79ve993lMPB3lvLtQlSD2ly618rqVJz"
    "Y+wt1ZwjYKe28INK8y+xWNxCwe0mcmxjLqqWSi4lemxk0kQBgIegYZ1yDo2MkIKCkhQKHWBEZGhGzDYEoNwPbf6RMmQSZ2Bp"
    "oV4yGwCpbbbvAD/VcAB4GAo5cFqcoYTIUBIjFfQceCeltcCU3qpUOUcEzQaACg/4vW6AngJgaImsVVYHqpzSwrdAHQMc8JHE"
    "z3QloNbWhOOf8G9JjATaHXhGAxwBFFzCCsCW5zK6BZeh9l3sXPUuPUD0IhumVJhpFZ11nqQP/mPtMlQ/kp20ny85xyYQYKuN"
    "ACQIPp5pTrp/bHvS49b7v2vkgb0GMvCFgJcAf67QAskqXGuwi/32RqwOnjmsYFEZ1TaS4KTFSwa4N4mMUG2FigIEqFBhlQA8"
    "cXhABf/Vi2NsLbrY5y+iAriueSwDGIhgzVB55HUufUsPGI8goKqYB8jLU8xTHAD1AhAA2EAMxGeBrhFmB0iddQIvxzLvQPys"
    "XuANWKAWAnYERlLsSjMBaCsCtQQOng6oHaDp/oO/C/RePgAKcGQqlAHzD6ELk84="
)


def recorded(tar: bytes) -> bytes:
    """The frame.

    Raises:
        ValueError: the layout has changed since: `zstd -19 --check` must be asked anew.
    """
    if hashlib.sha256(tar).hexdigest() != SHA256_OF_TAR:
        raise ValueError("the smallest layout has changed: record its frame anew with `zstd -19 --check`")
    return FRAME
