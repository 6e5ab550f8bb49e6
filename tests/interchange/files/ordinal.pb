META
key;value
description;Een volgorde
num_projects;2
num_votes;1
budget;1000
vote_type;ordinal
rule;greedy
PROJECTS
project_id;cost
1;400
2;600
VOTES
voter_id;vote
1;2,1
