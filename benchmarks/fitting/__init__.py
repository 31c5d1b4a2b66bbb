"""``make fit``: fits what the evidence weighs and the thresholds that decide, and writes intents/data/weights.yaml.

Three steps, on the project's own material and, where the folder of a retrieval task is given, on that too:

1. Pair weights: a conditional logit over the shortlist of each question (McFadden, *Conditional logit analysis of
   qualitative choice behavior*, 1974). Two columns: few phrasings a target (the base thinned out, the phrasings taken
   away being the questions; the retrieval task), and many (the ``tests`` of the whole base; the base thinned less).
2. Confidence: a logistic regression of "the best is right" on the winner's numbers. What must be declined is had by
   taking the right target away, and from questions that are about something else.
3. Thresholds: those of the highest worth on the labelled questions, told with their worth under cross-validation.
"""
