"""How long a test waits for what should be there soon.

Nobody measures it: it only ends a test that would hang. A machine three times as slow as ours, and busy with
other things, has to get by with it.
"""

PATIENCE = 120.0  # seconds
